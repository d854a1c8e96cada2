/* handler: what the other programs start, or ask, for a message: it writes the outlet's file as smsocket does, and
 * hands over the reply. As light as it can be: linked statically, no shell; for Kannel, which asks over HTTP, it stays.
 * Usage: handler BOARD gammu OUTBOX | smstools OUTGOING RECEIVED FILE | gsmsmsd SPOOL | kannel PORT
 * SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATH_CAP 4096
#define REPLY "Power socket "

static void put_file(const char *path, int flags, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0666);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd) != 0)
		exit(1);
}

/* Under another name first, in `by`: nobody reads half of it. Several handlers may run at once. */
static void put(const char *directory, const char *by, const char *name, const char *text)
{
	char path[PATH_CAP], fresh[PATH_CAP];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	snprintf(fresh, sizeof fresh, "%s/.new.%d", by, (int)getpid());
	put_file(fresh, O_TRUNC, text);
	if (rename(fresh, path) != 0)
		exit(1);
}

static const char *act(const char *board, const char *text)
{
	bool on = strncmp(text, "ON", 2) == 0;
	char path[PATH_CAP];

	snprintf(path, sizeof path, "%s/outlet", board);
	put_file(path, 0, on ? "1\n" : "0\n");
	return on ? REPLY "ON" : REPLY "OFF";
}

/* The files service: a file named after the recipient (gammu-smsd-files). */
static void gammu(const char *board, const char *outbox)
{
	const char *count = getenv("SMS_MESSAGES");

	for (int i = 1; i <= (count != NULL ? atoi(count) : 0); i++) {
		char name[64], variable[32];
		const char *number, *text;

		snprintf(variable, sizeof variable, "SMS_%d_NUMBER", i);
		number = getenv(variable);
		snprintf(variable, sizeof variable, "SMS_%d_TEXT", i);
		text = getenv(variable);
		if (number == NULL || text == NULL)
			continue;
		snprintf(name, sizeof name, "OUT%s.txt", number);
		put(outbox, board, name, act(board, text));
	}
}

static void read_all(int fd, char *to, size_t cap)
{
	size_t len = 0;
	ssize_t more;

	while (len < cap - 1 && (more = read(fd, to + len, cap - 1 - len)) > 0)
		len += (size_t)more;
	to[len] = '\0';
}

/* What stands behind `key`, up to any of `end`. */
static bool find(const char *in, const char *key, const char *end, char *value, size_t cap)
{
	const char *at = strstr(in, key);

	if (at == NULL)
		return false;
	at += strlen(key);
	snprintf(value, cap, "%.*s", (int)strcspn(at, end), at);
	return true;
}

static void smstools(const char *board, const char *outgoing, const char *event, const char *path)
{
	char message[4096], number[64], reply[256], name[64], text[256];
	int fd;

	if (strcmp(event, "RECEIVED") != 0)
		return;
	fd = open(path, O_RDONLY);
	if (fd < 0)
		exit(1);
	read_all(fd, message, sizeof message);
	if (!find(message, "From: ", "\n", number, sizeof number) || !find(message, "\n\n", "\n", text, sizeof text))
		exit(1);
	snprintf(reply, sizeof reply, "To: %s\n\n%s", number, act(board, text));
	snprintf(name, sizeof name, "reply.%d", (int)getpid());
	put(outgoing, board, name, reply);
}

/* The action of gsmsmsd 1.10 hears of a message up to its stamp, behind which a NUL stands: without its text. */
static void gsmsmsd(const char *board, const char *spool)
{
	char message[4096], number[64], text[256], reply[256], name[64];

	read_all(STDIN_FILENO, message, sizeof message);
	if (!find(message, "Originating address: '", "'", number, sizeof number))
		exit(1);
	if (!find(message, "User data: '", "'", text, sizeof text))
		strcpy(text, "ON");
	snprintf(reply, sizeof reply, "+%s\n%s", number, act(board, text));
	snprintf(name, sizeof name, "reply.%d", (int)getpid());
	put(spool, board, name, reply);
}

/* One whole request has come; connections stay. */
static void answer(const char *board, int fd, const char *request)
{
	char text[256], response[512];
	const char *reply;

	if (!find(request, "text=", "& ", text, sizeof text))
		exit(1);
	reply = act(board, text);
	snprintf(response, sizeof response, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%s",
		 strlen(reply), reply);
	if (write(fd, response, strlen(response)) < 0)
		close(fd);
}

static void serve(const char *board, int listener)
{
	struct pollfd fds[64] = { { .fd = listener, .events = POLLIN } };
	nfds_t count = 1;

	while (poll(fds, count, -1) > 0) {
		if ((fds[0].revents & POLLIN) != 0 && count < sizeof fds / sizeof *fds)
			fds[count++] = (struct pollfd){ .fd = accept(listener, NULL, NULL), .events = POLLIN };
		for (nfds_t i = 1; i < count; i++) {
			char request[4096];
			ssize_t len = fds[i].revents != 0 ? read(fds[i].fd, request, sizeof request - 1) : -1;

			if (len > 0) {
				request[len] = '\0';
				answer(board, fds[i].fd, request);
			} else if (fds[i].revents != 0) {
				close(fds[i].fd);
				fds[i--] = fds[--count];
			}
		}
	}
}

static void kannel(const char *board, const char *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
	if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 64) != 0)
		exit(1);
	serve(board, listener);
}

int main(int argc, char **argv)
{
	if (argc >= 4 && strcmp(argv[2], "gammu") == 0)
		gammu(argv[1], argv[3]);
	else if (argc >= 6 && strcmp(argv[2], "smstools") == 0)
		smstools(argv[1], argv[3], argv[4], argv[5]);
	else if (argc >= 4 && strcmp(argv[2], "gsmsmsd") == 0)
		gsmsmsd(argv[1], argv[3]);
	else if (argc >= 4 && strcmp(argv[2], "kannel") == 0)
		kannel(argv[1], argv[3]);
	else
		return 2;
	return 0;
}
