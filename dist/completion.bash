# `make doc` writes this file from the tables of smsocket: smsocket commands --completion bash
# SPDX-License-Identifier: Apache-2.0

_smsocket_commands=' sim run ctl modem play explore commands'
_smsocket_requests=' status events log selftest sms settings'
_smsocket_texts=' ON OFF ONM OFFM ONALL OFFALL RESTART RESTARTM RESTARTTIME= RESTARTTIME? STATUS RUNTIME RING=NOACTION RING=RESTART RING=SWITCH RING=MIC RING? RINGCONFIRM=ON RINGCONFIRM=OFF RINGCONFIRM? RINGCONFIRMTYPE=SMS RINGCONFIRMTYPE=CALL RINGCONFIRMTYPE? SECNUMBER-ALL SECNUMBER+ SECNUMBER- SECNUMBER? SECLIST=ON SECLIST=OFF SECLIST? PASSWORD= RENEWINTERVALPW= RENEWINTERVAL? RENEWINTERVAL SMSCONFIRM=ON SMSCONFIRM=OFF SMSCONFIRM? ERROR=ON ERROR=OFF ERROR? SMSCONFIRMUNAUTH=ON SMSCONFIRMUNAUTH=OFF SMSCONFIRMUNAUTH? TEMPERATURE THERMOSTATON THERMOSTATOFF THERMOSTAT=HEATING THERMOSTAT=COOLING TEMPOFF= THERMOSTAT? THERMALERT=ON THERMALERT=OFF THERMALERT? TRISEALERT= TRISEALERT=OFF TRISEALERT? TFALLALERT= TFALLALERT=OFF TFALLALERT? TEMPCAL= TEMPCAL? ALERTNUMBER-ALL ALERTNUMBER+ ALERTNUMBER- ALERTNUMBER? DATESMS DATE= DATE ALARMON ALARMOFF ALARM? MICRORELAYTIME= MICRORELAYTIME? SENSORTYPE=NO SENSORTYPE=NC SENSORTYPE? ALERT=SMS ALERT=CALL ALERT=SMSCHANGE ALERT=OFF ALERT? SHOWALARMLOG MICLEVEL= MICLEVEL? CALLBACK SCHEDULER-ALL SCHEDULER+ SCHEDULER- SCHEDULER? POWERSTATE=REMEMBER POWERSTATE=ON POWERSTATE=OFF POWERSTATE? SALDOUMS= SALDOUMS? SALDO SIMCARD HARDWARE SERIALNUM FIRMWARE'
_smsocket_models=' 706 707 706-light 707-light'
_smsocket_profiles=' generic sim900 sim800 sim7600 a7670 m95 ec25 bg95 sara-r4 sara-u2 telit huawei nrf91'

_smsocket() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} known=
	# A text is one word, whatever bash makes of = and : in it.
	local line=${COMP_LINE:-${COMP_WORDS[*]}}
	line=${line:0:${COMP_POINT:-${#line}}}
	local whole=${line##*[[:blank:]]} before=${line%[[:blank:]]*}
	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		known="$_smsocket_commands --help --version"
	elif [[ $command == ctl && $before =~ [[:blank:]]sms$ ]]; then
		whole=${whole^^}
		mapfile -t COMPREPLY < <(compgen -W "$_smsocket_texts" -- "$whole")
		[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=+-] ]] && compopt -o nospace 2>/dev/null
		COMPREPLY=("${COMPREPLY[@]#"${whole%"${whole##*[=:]}"}"}")
		return
	elif [[ $cur == -* ]]; then
		known=$("$1" "$command" --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*')
	elif [[ $prev == --model || $prev == -M ]]; then
		known=$_smsocket_models
	elif [[ $prev == --profile || $prev == -P ]]; then
		known=$_smsocket_profiles
	elif [[ $command == play && ($prev == --target || $prev == -t) ]]; then
		known='sim qemu'
	elif [[ $prev == --completion ]]; then
		known='bash zsh'
	elif [[ $command == ctl && $prev == settings ]]; then
		known='export import'
	elif [[ $command == ctl && ($COMP_CWORD == 2 || ${COMP_WORDS[COMP_CWORD - 2]} == -*) ]]; then
		known=$_smsocket_requests
	fi
	[ -z "$known" ] || mapfile -t COMPREPLY < <(compgen -W "$known" -- "$cur")
}
complete -o default -F _smsocket smsocket
