/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

void peer_open(struct peer *p)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	*p = (struct peer){ .fd = pair[0], .ours = pair[1] };
}

void peer_close(struct peer *p)
{
	close(p->fd);
}

void peer_says(struct peer *p, const char *text)
{
	assert_int_equal(send(p->fd, text, strlen(text), 0), strlen(text));
}

const char *peer_heard(struct peer *p)
{
	ssize_t len = recv(p->fd, p->heard, sizeof p->heard - 1, MSG_DONTWAIT);

	p->heard[len > 0 ? len : 0] = '\0';
	return p->heard;
}

struct text *peer_why(struct peer *p)
{
	text_init(&p->why, p->why_buffer, sizeof p->why_buffer);
	return &p->why;
}
