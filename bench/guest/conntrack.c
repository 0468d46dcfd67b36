// SPDX-License-Identifier: GPL-2.0
/*
 * conntrack LABEL BUCKETS ENTRIES LOOKUPS TIMES: random lookups among ENTRIES UDP connections in connection tracking's hash
 * table, which gets BUCKETS buckets of 8 bytes. Connections are made and looked up through netlink, so no packet is sent.
 */
#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "mark.h"

#define SYSCTL	"/proc/sys/net/netfilter/nf_conntrack_"

static unsigned long entries, lookups;
static int sock;
static struct {
	struct nlmsghdr nlh;
	struct nfgenmsg nfg;
	char attrs[256];
} msg;

static void *put(int type, const void *data, unsigned int len)
{
	struct nlattr *attr = (void *)((char *)&msg + NLMSG_ALIGN(msg.nlh.nlmsg_len));

	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + len;
	memcpy((char *)attr + NLA_HDRLEN, data, len);
	msg.nlh.nlmsg_len = NLMSG_ALIGN(msg.nlh.nlmsg_len) + NLA_ALIGN(attr->nla_len);
	return attr;
}

static void *nest(int type)
{
	return put(type | NLA_F_NESTED, "", 0);
}

static void end(void *nested)
{
	((struct nlattr *)nested)->nla_len = (char *)&msg + msg.nlh.nlmsg_len - (char *)nested;
}

static void put_tuple(int type, unsigned int from, unsigned int to, unsigned short sport, unsigned short dport)
{
	void *tuple = nest(type), *part;
	unsigned char udp = IPPROTO_UDP;

	from = htonl(from);
	to = htonl(to);
	sport = htons(sport);
	dport = htons(dport);
	part = nest(CTA_TUPLE_IP);
	put(CTA_IP_V4_SRC, &from, sizeof(from));
	put(CTA_IP_V4_DST, &to, sizeof(to));
	end(part);
	part = nest(CTA_TUPLE_PROTO);
	put(CTA_PROTO_NUM, &udp, sizeof(udp));
	put(CTA_PROTO_SRC_PORT, &sport, sizeof(sport));
	put(CTA_PROTO_DST_PORT, &dport, sizeof(dport));
	end(part);
	end(tuple);
}

/* Make connection number @i, or look it up. */
static bool ask(unsigned int i, bool make)
{
	const unsigned int server = 0xc0000201, client = 0x0a000000 + i, timeout = htonl(86400);
	static char reply[8192];
	struct nlmsghdr *answer = (void *)reply;

	memset(&msg, 0, sizeof(msg));
	msg.nlh.nlmsg_len = NLMSG_LENGTH(sizeof(msg.nfg));
	msg.nlh.nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | (make ? IPCTNL_MSG_CT_NEW : IPCTNL_MSG_CT_GET);
	msg.nlh.nlmsg_flags = NLM_F_REQUEST | (make ? NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK : 0);
	msg.nfg.nfgen_family = AF_INET;
	put_tuple(CTA_TUPLE_ORIG, client, server, 1024, 53);
	if (make) {
		put_tuple(CTA_TUPLE_REPLY, server, client, 53, 1024);
		put(CTA_TIMEOUT, &timeout, sizeof(timeout));
	}
	if (send(sock, &msg, msg.nlh.nlmsg_len, 0) < 0 || recv(sock, reply, sizeof(reply), 0) < (long)sizeof(*answer))
		return false;
	if (answer->nlmsg_type == NLMSG_ERROR)
		return make && !((struct nlmsgerr *)NLMSG_DATA(answer))->error;
	return true;
}

static int look_up(void)
{
	for (unsigned long i = 0; i < lookups; i++)
		if (!ask(random_below(entries), false)) {
			fprintf(stderr, "a connection is not found\n");
			return 1;
		}
	return 0;
}

static int set(const char *name, const char *value)
{
	FILE *file = fopen(name, "w");

	if (!file || fprintf(file, "%s\n", value) < 0 || fclose(file)) {
		perror(name);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 6)
		return 2;
	entries = atol(argv[3]);
	lookups = atol(argv[4]);
	if (set(SYSCTL "buckets", argv[2]) || set(SYSCTL "max", argv[2]))
		return 1;
	sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	if (sock < 0 || connect(sock, (void *)&(struct sockaddr_nl){ .nl_family = AF_NETLINK }, sizeof(struct sockaddr_nl))) {
		perror("netlink");
		return 1;
	}
	for (unsigned int i = 0; i < entries; i++)
		if (!ask(i, true)) {
			fprintf(stderr, "connection %u is refused\n", i);
			return 1;
		}
	return rounds(argv[1], atol(argv[5]), look_up);
}
