/* SPDX-License-Identifier: Apache-2.0 */
#include "app/completion.h"

#include <stdio.h>
#include <string.h>

#include "app/cli.h"
#include "core/command.h"
#include "core/model.h"
#include "sim/vmodem.h"

#define LEGAL_CAP 80

/* --- The words. --- */

static void print_commands(void)
{
	struct cli_command command;

	for (size_t i = 0; cli_command(i, &command); i++)
		printf(" %s", command.name);
}

static void print_requests(void)
{
	for (size_t i = 0; ctl_request(i) != NULL; i++)
		printf(" %s", ctl_request(i));
}

static void print_models(void)
{
	for (enum model model = 0; model < MODEL_COUNT; model++)
		printf(" %s", model_name(model));
}

static void print_profiles(void)
{
	for (size_t i = 0; vmodem_profile(i) != NULL; i++)
		printf(" %s", vmodem_profile(i));
}

/* NAME=WORD for each word that a setting takes, and NAME= for what is typed. */
static void print_setting(const char *name, enum setting id)
{
	char buffer[LEGAL_CAP];
	struct text legal;

	text_init(&legal, buffer, sizeof buffer);
	settings_print_legal(id, true, &legal);
	if (legal.len == 0)
		printf(" %s", name);
	for (char *word = strtok(buffer, "|"); word != NULL; word = strtok(NULL, "|"))
		printf(" %s%s", name, *word == '<' ? "" : word);
}

/* Two rows of one name differ in a number behind it. */
static void print_texts(void)
{
	const char *before = "";

	for (enum command_id id = 0; id < COMMAND_COUNT; id++) {
		const struct command *row = &command_table[id];

		if (row->value == VALUE_SETTING)
			print_setting(row->name, (enum setting)row->low);
		else if (row->value != VALUE_NUMBER && strcmp(before, row->name) != 0)
			printf(" %s", row->name);
		before = row->name;
	}
}

/* NAME=' A B C' */
static void print_lists(const char *before)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} lists[] = {
		{ "commands", print_commands }, { "requests", print_requests }, { "texts", print_texts },
		{ "models", print_models },     { "profiles", print_profiles },
	};

	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
		printf("%s_smsocket_%s='", before, lists[i].name);
		lists[i].print();
		fputs("'\n", stdout);
	}
}

/* --- The scripts around them. --- */

static const char head[] =
	"# `make doc` writes this file from the tables of smsocket: smsocket commands --completion %s\n"
	"# SPDX-License-Identifier: Apache-2.0\n";

static const char bash[] =
	"\n"
	"_smsocket() {\n"
	"	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} known=\n"
	"	# A text is one word, whatever bash makes of = and : in it.\n"
	"	local line=${COMP_LINE:-${COMP_WORDS[*]}}\n"
	"	line=${line:0:${COMP_POINT:-${#line}}}\n"
	"	local whole=${line##*[[:blank:]]} before=${line%[[:blank:]]*}\n"
	"	COMPREPLY=()\n"
	"	if [ \"$COMP_CWORD\" = 1 ]; then\n"
	"		known=\"$_smsocket_commands --help --version\"\n"
	"	elif [[ $command == ctl && $before =~ [[:blank:]]sms$ ]]; then\n"
	"		whole=${whole^^}\n"
	"		mapfile -t COMPREPLY < <(compgen -W \"$_smsocket_texts\" -- \"$whole\")\n"
	"		[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=+-] ]] && compopt -o nospace 2>/dev/null\n"
	"		COMPREPLY=(\"${COMPREPLY[@]#\"${whole%\"${whole##*[=:]}\"}\"}\")\n"
	"		return\n"
	"	elif [[ $cur == -* ]]; then\n"
	"		known=$(\"$1\" \"$command\" --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*')\n"
	"	elif [[ $prev == --model || $prev == -M ]]; then\n"
	"		known=$_smsocket_models\n"
	"	elif [[ $prev == --profile || $prev == -P ]]; then\n"
	"		known=$_smsocket_profiles\n"
	"	elif [[ $command == play && ($prev == --target || $prev == -t) ]]; then\n"
	"		known='sim qemu'\n"
	"	elif [[ $prev == --completion ]]; then\n"
	"		known='bash zsh'\n"
	"	elif [[ $command == ctl && $prev == settings ]]; then\n"
	"		known='export import'\n"
	"	elif [[ $command == ctl && ($COMP_CWORD == 2 || ${COMP_WORDS[COMP_CWORD - 2]} == -*) ]]; then\n"
	"		known=$_smsocket_requests\n"
	"	fi\n"
	"	[ -z \"$known\" ] || mapfile -t COMPREPLY < <(compgen -W \"$known\" -- \"$cur\")\n"
	"}\n"
	"complete -o default -F _smsocket smsocket\n";

static const char zsh[] =
	"\n"
	"local previous=$words[CURRENT-1] command=$words[2]\n"
	"local -a known\n"
	"\n"
	"if (( CURRENT == 2 )); then\n"
	"	compadd -- ${=_smsocket_commands} --help --version\n"
	"elif [[ $command == ctl && $previous == sms ]]; then\n"
	"	compadd -M 'm:{a-z}={A-Z}' -S '' -- ${=_smsocket_texts}\n"
	"elif [[ $PREFIX == -* ]]; then\n"
	"	known=(${(fu)\"$($words[1] $command --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*')\"})\n"
	"	compadd -- $known\n"
	"elif [[ $previous == (--model|-M) ]]; then\n"
	"	compadd -- ${=_smsocket_models}\n"
	"elif [[ $previous == (--profile|-P) ]]; then\n"
	"	compadd -- ${=_smsocket_profiles}\n"
	"elif [[ $command == play && $previous == (--target|-t) ]]; then\n"
	"	compadd -- sim qemu\n"
	"elif [[ $previous == --completion ]]; then\n"
	"	compadd -- bash zsh\n"
	"elif [[ $command == ctl && $previous == settings ]]; then\n"
	"	compadd -- export import\n"
	"elif [[ $command == ctl && ( CURRENT -eq 3 || $words[CURRENT-2] == -* ) ]]; then\n"
	"	compadd -- ${=_smsocket_requests}\n"
	"else\n"
	"	_files\n"
	"fi\n";

int completion_print(const char *shell)
{
	bool is_zsh = strcmp(shell, "zsh") == 0;

	if (!is_zsh && strcmp(shell, "bash") != 0)
		return cli_usage("commands", "--completion \"%s\" is no shell it knows; expected bash or zsh", shell);
	if (is_zsh)
		puts("#compdef smsocket");
	printf(head, shell);
	putchar('\n');
	print_lists(is_zsh ? "local " : "");
	fputs(is_zsh ? zsh : bash, stdout);
	return EXIT_DONE;
}
