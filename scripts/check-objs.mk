# What kbuild would build in one directory with the current configuration, one object a line.
# Input: make -C O-DIRECTORY -rR -I SRCTREE -f scripts/check-objs.mk obj=DIR srctree=SRCTREE hv-objs
include $(srctree)/scripts/Makefile.build
hv-objs:
	@printf '%s\n' $(real-obj-y) $(real-obj-m)
.PHONY: hv-objs
