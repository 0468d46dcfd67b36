# What kbuild would build in one directory with the current configuration, one object a line.
# Input: obj=DIR srctree=DIR, run in the O= directory: make -f scripts/check-objs.mk obj=mm srctree=.. hv-objs
include $(srctree)/scripts/Makefile.build
hv-objs:
	@printf '%s\n' $(real-obj-y) $(real-obj-m)
.PHONY: hv-objs
