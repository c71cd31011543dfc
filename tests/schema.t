#!/bin/sh
# The schemas that editors use say of the shipped policies what the commands say: they are sound; and refuse what they refuse.
. "${0%/*}/lib.sh"
python3 -c 'import yaml, jsonschema' 2>/dev/null || skip_all 'python3 without yaml or jsonschema'
cd "$ROOT" || exit 99

# valid SCHEMA FILE…: what is wrong with the files. One python3 answers them all: it takes longer to start than to say.
cat >"$T/valid" <<'!'
import json, sys, warnings, yaml
warnings.simplefilter("ignore")
import jsonschema
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's where it is: the other knows less
class Text(Loader):  # dates stay the text that they are
    pass
Text.yaml_implicit_resolvers = {k: [r for r in v if r[0] != "tag:yaml.org,2002:timestamp"]
                                for k, v in Loader.yaml_implicit_resolvers.items()}
validators = {}
def validator(name):
    if name not in validators:
        schema = json.load(open("policies/schema/" + name + ".json"))
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = jsonschema.Draft202012Validator(schema)
    return validators[name]
for line in sys.stdin:
    schema, *names = line.split()
    for name in names:
        for e in validator(schema).iter_errors(yaml.load(open(name), Text)):
            print(name, "/".join(map(str, e.absolute_path)), e.message[:200].replace("\n", " "))
    print("end", flush=True)
!
mkfifo "$T/ask" "$T/answer"
python3 "$T/valid" <"$T/ask" >"$T/answer" &
exec 3>"$T/ask" 4<"$T/answer"
valid() {
	valid_status=0
	echo "$*" >&3
	while read -r line <&4 || return 2; do
		[ "$line" != end ] || return $valid_status
		echo "$line"
		valid_status=1
	done
}
call 'the vocabulary' 0 '' '' valid facts policies/facts.yaml tests/policy/good/facts.yaml tests/policy/oracle/facts.yaml
for f in policies/*.yaml; do
	! grep -q '^policy:' "$f" || call "$f" 0 '' '' valid policy "$f"
done
call 'the example' 0 '' '' valid policy tests/policy/good/transfer.yaml tests/policy/good/identity.yaml \
	tests/policy/good/evidence.yaml tests/policy/good/counter.yaml
for f in policies/offers/*.yaml tests/policy/good/offers/*.yaml; do
	call "$f" 0 '' '' valid offers "$f"
done
call 'conditions misspelt, or without a source' 1 '…sauce…' '' valid policy tests/policy/bad/conditions.yaml
call 'the table of transitions' 0 '' '' valid transitions policies/transitions.yaml
sed 's/    warn:/    wrn:/' policies/transitions.yaml >"$T/wrn.yaml"
call '  with a key misspelt' 1 '…wrn…' '' valid transitions "$T/wrn.yaml"
call 'campaigns' 0 '' '' valid campaigns policies/campaigns.yaml
sed 's/month: "0"/mouth: "0"/' policies/campaigns.yaml >"$T/mouth.yaml"
call '  with a key misspelt' 1 '…mouth…' '' valid campaigns "$T/mouth.yaml"
call 'deadlines' 0 '' '' valid deadlines policies/deadlines.yaml
sed 's/reply: 8 h/reply: 8 hours/' policies/deadlines.yaml >"$T/hours.yaml"
call '  with a time misspelt' 1 '…hours…' '' valid deadlines "$T/hours.yaml"
sed 's/before: 2 h, /before: 2 h, after: 1 h, /' policies/deadlines.yaml >"$T/both.yaml"
call '  with a level that is before and after' 1 '…both.yaml levels/0…' '' valid deadlines "$T/both.yaml"
sed '/^  cancelled:/d' policies/deadlines.yaml >"$T/ways.yaml"
call '  with a status left out' 1 '…cancelled…' '' valid deadlines "$T/ways.yaml"
call 'calendars' 0 '' '' valid calendars policies/calendars.yaml
sed '0,/17:00/s//24:30/' policies/calendars.yaml >"$T/late.yaml"
call '  with an hour that is none' 1 '…24:30…' '' valid calendars "$T/late.yaml"
call 'the bundles' 0 '' '' valid bundles policies/bundles.yaml
sed 's/ rebate:/ rebatte:/' policies/bundles.yaml >"$T/rebatte.yaml"
call '  with a key misspelt' 1 '…rebatte…' '' valid bundles "$T/rebatte.yaml"
call 'keys and verdicts misspelt' 1 '…tittle…' '' valid policy tests/policy/bad/shape.yaml
sed '/card_fee/d' policies/offers/easyown.yaml >"$T/blank.yaml"
call 'a plan on sale without its card fee' 1 '…card_fee…' '' valid offers "$T/blank.yaml"
for f in policies/services/*.yaml; do
	call "$f" 0 '' '' valid service "$f"
done
sed 's/^  opening:/  openning:/' policies/services/mms.yaml >"$T/heading.yaml"
call 'a heading misspelt' 1 '…openning…' '' valid service "$T/heading.yaml"
sed '/^absent/d' policies/services/mms.yaml >"$T/silent.yaml"
call 'a heading that is neither there nor absent' 1 '…silent.yaml…' '' valid service "$T/silent.yaml"
sed '/^fee/d' policies/services/dual_display.yaml >"$T/free.yaml"
call 'a service on sale without a price' 1 '…free.yaml…' '' valid service "$T/free.yaml"
sed 's/round: down/round: sideways/' policies/services/mobile_data.yaml >"$T/round.yaml"
call 'a rounding that is none' 1 '…sideways…' '' valid service "$T/round.yaml"
call 'contacts' 0 '' '' valid site policies/site.yaml
call 'order forms' 0 '' '' valid forms policies/forms.yaml
sed 's/generate: holdings/generate: holding/' policies/forms.yaml >"$T/generate.yaml"
call 'a section that nobody can generate' 1 '…holding…' '' valid forms "$T/generate.yaml"
sed 's/type: money/type: monney/' policies/facts.yaml >"$T/type.yaml"
call 'a type that is none' 1 '…monney…' '' valid facts "$T/type.yaml"

exec 3>&-
wait # for python3, which has nothing more to answer
