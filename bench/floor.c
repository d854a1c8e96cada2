/* floor: the least that a client of a modem can do: it reads a message, writes the outlet's file, replies, deletes. No
 * journal, no retry, no doubt. What it takes is what this machine and its pseudo terminals take.
 * Usage: floor TTY BOARD
 * SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define REPLY "D0F7BD2C07CDDFE375990E7A3A01" /* Power socket ON */

static int line;
static char heard[65536];
static size_t heard_len;

static void send_line(const char *bytes)
{
	if (write(line, bytes, strlen(bytes)) < 0)
		exit(1);
}

/* Takes the next line that is not empty out of what is heard; "> " counts as one. */
static void hear(char *to, size_t cap)
{
	for (;;) {
		size_t skip = strspn(heard, "\r\n");
		char *end = memchr(heard + skip, '\n', heard_len - skip);
		size_t len = end != NULL ? (size_t)(end - heard) - skip : 0;

		if (end == NULL && strncmp(heard + skip, "> ", 2) == 0)
			len = 2;
		if (len > 0) {
			snprintf(to, cap, "%.*s", (int)strcspn(heard + skip, "\r\n"), heard + skip);
			heard_len -= skip + len;
			memmove(heard, heard + skip + len, heard_len + 1);
			return;
		}
		ssize_t more = read(line, heard + heard_len, sizeof heard - 1 - heard_len);
		if (more <= 0)
			exit(1);
		heard_len += (size_t)more;
		heard[heard_len] = '\0';
	}
}

static int waiting[64], waiting_count;

/* Until a line that begins like this, to `to`; messages announced meanwhile are noted. */
static void expect(const char *what, char *to, size_t cap)
{
	int index;

	do {
		hear(to, cap);
		if (sscanf(to, "+CMTI: \"SM\",%d", &index) == 1 && waiting_count < 64)
			waiting[waiting_count++] = index;
	} while (strncmp(to, what, strlen(what)) != 0);
}

static void ask(const char *command)
{
	char answer[512];

	send_line(command);
	expect("OK", answer, sizeof answer);
}

static void write_outlet(const char *board, const char *value)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof path, "%s/outlet", board);
	fd = open(path, O_WRONLY | O_CREAT, 0666);
	if (fd < 0 || write(fd, value, 2) != 2 || close(fd) != 0)
		exit(1);
}

static void take(const char *board, int index)
{
	char command[64], pdu[512];
	size_t text_at = 16 + 2 + 4 + 12 + 4 + 14 + 2; /* behind the centre, the sender, the stamp and the length */

	snprintf(command, sizeof command, "AT+CMGR=%d\r", index);
	send_line(command);
	expect("0791", pdu, sizeof pdu);
	expect("OK", command, sizeof command);
	write_outlet(board, strncmp(pdu + text_at, "4F27", 4) == 0 ? "1\n" : "0\n");
	send_line("AT+CMGS=27\r");
	expect("> ", command, sizeof command);
	/* To whom it came from. */
	snprintf(command, sizeof command, "0001000B91%.12s00000F" REPLY "\x1a", pdu + 22);
	send_line(command);
	expect("OK", command, sizeof command);
	snprintf(command, sizeof command, "AT+CMGD=%d\r", index);
	ask(command);
}

int main(int argc, char **argv)
{
	char announced[512];
	struct termios t;

	if (argc != 3)
		return 2;
	line = open(argv[1], O_RDWR | O_NOCTTY);
	if (line < 0 || tcgetattr(line, &t) != 0)
		return 1;
	cfmakeraw(&t);
	tcsetattr(line, TCSANOW, &t);
	ask("ATE0\r");
	ask("AT+CNMI=2,1\r");
	for (;;) {
		expect("+CMTI", announced, sizeof announced);
		while (waiting_count > 0) {
			int index = waiting[0];

			memmove(waiting, waiting + 1, (size_t)--waiting_count * sizeof *waiting);
			take(argv[2], index);
		}
	}
}
