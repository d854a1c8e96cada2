#compdef smsocket
# `make doc` writes this file from the tables of smsocket: smsocket commands --completion zsh
# SPDX-License-Identifier: Apache-2.0

local _smsocket_commands=' sim run ctl modem play explore commands'
local _smsocket_requests=' status events log selftest sms settings'
local _smsocket_texts=' ON OFF ONM OFFM ONALL OFFALL RESTART RESTARTM RESTARTTIME= RESTARTTIME? STATUS RUNTIME RING=NOACTION RING=RESTART RING=SWITCH RING=MIC RING? RINGCONFIRM=ON RINGCONFIRM=OFF RINGCONFIRM? RINGCONFIRMTYPE=SMS RINGCONFIRMTYPE=CALL RINGCONFIRMTYPE? SECNUMBER-ALL SECNUMBER+ SECNUMBER- SECNUMBER? SECLIST=ON SECLIST=OFF SECLIST? PASSWORD= RENEWINTERVALPW= RENEWINTERVAL? RENEWINTERVAL SMSCONFIRM=ON SMSCONFIRM=OFF SMSCONFIRM? ERROR=ON ERROR=OFF ERROR? SMSCONFIRMUNAUTH=ON SMSCONFIRMUNAUTH=OFF SMSCONFIRMUNAUTH? TEMPERATURE THERMOSTATON THERMOSTATOFF THERMOSTAT=HEATING THERMOSTAT=COOLING TEMPOFF= THERMOSTAT? THERMALERT=ON THERMALERT=OFF THERMALERT? TRISEALERT= TRISEALERT=OFF TRISEALERT? TFALLALERT= TFALLALERT=OFF TFALLALERT? TEMPCAL= TEMPCAL? ALERTNUMBER-ALL ALERTNUMBER+ ALERTNUMBER- ALERTNUMBER? DATESMS DATE= DATE ALARMON ALARMOFF ALARM? MICRORELAYTIME= MICRORELAYTIME? SENSORTYPE=NO SENSORTYPE=NC SENSORTYPE? ALERT=SMS ALERT=CALL ALERT=SMSCHANGE ALERT=OFF ALERT? SHOWALARMLOG MICLEVEL= MICLEVEL? CALLBACK SCHEDULER-ALL SCHEDULER+ SCHEDULER- SCHEDULER? POWERSTATE=REMEMBER POWERSTATE=ON POWERSTATE=OFF POWERSTATE? SALDOUMS= SALDOUMS? SALDO SIMCARD HARDWARE SERIALNUM FIRMWARE'
local _smsocket_models=' 706 707 706-light 707-light'
local _smsocket_profiles=' generic sim900 sim800 sim7600 a7670 m95 ec25 bg95 sara-r4 sara-u2 telit huawei nrf91'

local previous=$words[CURRENT-1] command=$words[2]
local -a known

if (( CURRENT == 2 )); then
	compadd -- ${=_smsocket_commands} --help --version
elif [[ $command == ctl && $previous == sms ]]; then
	compadd -M 'm:{a-z}={A-Z}' -S '' -- ${=_smsocket_texts}
elif [[ $PREFIX == -* ]]; then
	known=(${(fu)"$($words[1] $command --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*')"})
	compadd -- $known
elif [[ $previous == (--model|-M) ]]; then
	compadd -- ${=_smsocket_models}
elif [[ $previous == (--profile|-P) ]]; then
	compadd -- ${=_smsocket_profiles}
elif [[ $command == play && $previous == (--target|-t) ]]; then
	compadd -- sim qemu
elif [[ $previous == --completion ]]; then
	compadd -- bash zsh
elif [[ $command == ctl && $previous == settings ]]; then
	compadd -- export import
elif [[ $command == ctl && ( CURRENT -eq 3 || $words[CURRENT-2] == -* ) ]]; then
	compadd -- ${=_smsocket_requests}
else
	_files
fi
