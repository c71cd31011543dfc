# The adapter of the main job: turns published data sets into what the commands read. Nothing in it is random: the same
# files give the same records, so that a second run is a second run.
#
#	awk -f telco.awk -v want=numbers|sims|openings	SURNAMES GIVEN PREFIXES CUSTOMERS
#	awk -f telco.awk -v want=switched|charges	SURNAMES GIVEN PREFIXES CUSTOMERS
#	awk -f telco.awk -v want=held|bound|transfers	SURNAMES GIVEN PREFIXES CUSTOMERS
#	awk -f telco.awk -v want=recharges		SURNAMES GIVEN PREFIXES CUSTOMERS RECHARGES
#	awk -f telco.awk -v want=lines			SURNAMES GIVEN PREFIXES SUBSCRIBERS
#	awk -f telco.awk -v want=handovers		SURNAMES GIVEN PREFIXES SUBSCRIBERS
#	awk -f telco.awk -v want=arrears		SURNAMES GIVEN PREFIXES SUBSCRIBERS
#	awk -f telco.awk -v want=surfers|packs|opened	SURNAMES GIVEN PREFIXES SURFERS
#	awk -f telco.awk -v want=overage|used		SURNAMES GIVEN PREFIXES SURFERS
#
# SURNAMES	cn-names/surnames_weighted.csv	surname,weight
# GIVEN		cn-names/given_names.csv	given,sex
# PREFIXES	cn-numbering/hanzhong_0916.csv	prefix7,carrier,…: those of 中国移动 are used
# CUSTOMERS	telco-churn/customers.csv	customerID … Churn
# RECHARGES	recharges/recharges.csv		caller_id,amount,timestamp
# SUBSCRIBERS	cmcc-voice/subscribers.csv	用户id … 当月欠费金额 …: 55 columns, two rows with line breaks in quotes
# SURFERS	cmcc-data/subscribers.csv	用户,手机上网整体满意度 … 码号资源-激活时间 …: 55 columns
# They are told apart by their header lines, so their order is free but for PREFIXES before the people.
#
# What comes out (CSV, header first):
#	numbers		msisdn,prepay_min: the stock of numbers, one for each customer
#	sims		iccid: as many SIMs, the last digit Luhn's
#	openings	for cm-open | cm-pay: request_id is the customerID; amount is TotalCharges as it stands, the blanks too.
#			MonthlyCharges, tenure and the Contract (agreement) pass through, since a pipe must not lose what it does not know
#	held		for cm-store import lines: the same customers as lines of old, connected `tenure` months before 1 April 2010
#			(none: in the midst of March), paid by direct debit where the source says (automatic)
#	switched	for cm-store import subscriptions: what of the six columns OnlineSecurity … StreamingMovies is on, since the
#			line was connected; off, and those who have no internet service at all, have no row
#	charges		for cm-store import bills: MonthlyCharges as the monthly fee of February 2010
#	bound		for cm-store import contracts: a lease of one or two years that is renewed until it lies ahead
#	transfers	for cm-transfer: each of them to the next one in the file, both present with their documents
#	recharges	for cm-pay: request_id is recharge/ROW; the 400 callers become each eighth customer
#	lines		for cm-store import lines, under Chinese headers: cards are VIP levels, the star ratings are none, an
#			unrated or blank one is unknown; arrears are a negative balance
#	handovers	for cm-transfer: each of those lines to the next one
#	arrears		for cm-pay: what each of those lines owes
#	surfers		for cm-store import lines: who uses mobile data, connected on the day of activation, as far as it is known
#	packs		for cm-store import subscriptions: each one's package of mobile data since that day. Those of the source
#			are of another time: the tier is the dearest of ours that costs no more (主套餐档位), below 3 yuan none.
#			Rows without an activation day come, too, with a blank opened_at
#	opened		for cm-vas price: the same packages, of those whose day is known
#	overage		for cm-store import bills: what was charged beyond the package in February 2022 (套外流量费（元）)
#	used		for cm-store import usage: what was used in that month (当月GPRS资源使用量（GB）), on the 5th, whole K
# The plan follows the contract: none easyown-basic, one year mzone-18, two years gotone-58, with the deposit that each
# wants; -v plan= and -v deposit= say otherwise. -v limit=N stops after N people.
#
# What is made up: names by weight, birthdays from the senior flag, area codes 6123.. of the old prefecture with a right
# check digit, numbers as prefix + four digits. Works with mawk, gawk and busybox awk; no multibyte functions are used.

BEGIN {
	FS = ","
	OFS = ","
	if (limit == "") limit = 1000000
	ntiers = split("3 5 10 20 50 100 200", tiers, " ")
	split("missed_call_alert,,,active;mobile_data,,5,active;rural_info,weather,,active;sms,,6,active;mobile_news,morning_evening,,active;rbt,,,active", on, ";")
	nareas = split("612301 612321 612322 612323 612324 612325 612326 612327 612328 612329 612330", area, " ")
	split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", weight, " ")
	split("1 0 X 9 8 7 6 5 4 3 2", checks, " ")
}

{ sub(/\r$/, "") }
FNR == 1 {
	sub(/^\357\273\277/, "")
	if ($1 == "surname") kind = "surname"
	else if ($1 == "given") kind = "given"
	else if ($1 == "prefix7") kind = "prefix"
	else if ($1 == "customerID") kind = "customer"
	else if ($1 == "caller_id") kind = "recharge"
	else if (index($1, "\347\224\250\346\210\267id") == 1) kind = "subscriber"
	else if ($1 == "用户" && index($2, "手机上网") == 1) kind = "surfer"
	else { print FILENAME ": whose header is this?" >"/dev/stderr"; exit 1 }
	if (kind == "customer" || kind == "subscriber" || kind == "surfer") header()
	if (kind == "subscriber" || kind == "surfer") {
		for (i = 1; i <= NF; i++) {
			if ($i == "主套餐档位") plan_at = i
			if ($i == "码号资源-激活时间") day_at = i
			if (index($i, "套外流量费") == 1) overage_at = i
			if (index($i, "当月GPRS资源使用量") == 1) used_at = i
			if ($i == "客户星级标识") level_at = i
			if ($i == "当月欠费金额") arrears_at = i
			if ($i == "终端品牌") terminal_at = i
		}
	}
	next
}

kind == "surname" { surname[++nsurnames] = $1; upto[nsurnames] = total += $2 * 100 }
kind == "given" { if ($2 == "M") male[++nmale] = $1; else female[++nfemale] = $1 }
kind == "prefix" && $2 == "中国移动" { prefix[++nprefixes] = $1 }
kind == "customer" { if (people < limit) customer() }
kind == "recharge" && want == "recharges" { recharge() }
kind == "subscriber" || kind == "surfer" {
	row = row == "" ? $0 : row "\n" $0
	if (gsub(/"/, "\"", row) % 2) next # a line break inside quotes: the row goes on
	if (people < limit) { if (kind == "surfer") surfer(row); else subscriber(row) }
	row = ""
}

function header() {
	if (want == "numbers") print "msisdn,prepay_min"
	else if (want == "sims") print "iccid"
	else if (want == "openings") print "request_id,msisdn,iccid,name,id_type,id_no,holder_present,doc_form,plan,services,deposit,amount,tenure,agreement,MonthlyCharges"
	else if (want == "held") print "msisdn,name,id_type,id_no,brand,vip_level,plan,opened_at,status,balance,payment_method,points"
	else if (want == "switched") print "msisdn,service,item,tier,state,opened_at"
	else if (want == "charges") print "msisdn,month,item,amount"
	else if (want == "bound") print "msisdn,kind,from,until,blocks_plan_change"
	else if (want == "transfers" || want == "handovers") print "request_id,msisdn,purpose,id_type,id_no,doc_form,holder_present,new_name,new_id_type,new_id_no,new_holder_present,new_pin"
	else if (want == "recharges") print "request_id,msisdn,amount,timestamp"
	else if (want == "lines") print "手机号码,客户姓名,证件类型,证件号码,品牌,客户星级标识,入网日期,状态,余额,终端"
	else if (want == "arrears") print "request_id,msisdn,amount"
	else if (want == "surfers") print "手机号码,客户姓名,证件类型,证件号码,客户星级标识,入网日期,状态,余额,终端"
	else if (want == "packs") print "msisdn,service,tier,state,opened_at"
	else if (want == "opened") print "request_id,service,tier,opened_on"
	else if (want == "overage") print "msisdn,month,item,amount"
	else if (want == "used") print "msisdn,kind,at,down_kb"
	else { print "want=" want ": which of those at the head of this file?" >"/dev/stderr"; exit 1 }
}

function customer() {
	people++
	senior = $3 == 1
	id = $1
	if (want == "numbers") print number(people), ""
	else if (want == "sims") print iccid(people)
	else if (want == "openings")
		print id, number(people), iccid(people), name(people, $2 == "Male"), "resident_id", idno(people, $2 == "Male", senior), \
			"true", "original", plan_of($16), services(), deposit_of($16), $20, $6, $16, $19
	else if (want == "held")
		print number(people), name(people, $2 == "Male"), "resident_id", idno(people, $2 == "Male", senior), brand_of($16), "none", plan_of($16), \
			months_ago($6), "active", "0", ($18 ~ /automatic/ ? "direct_debit" : "cash"), "0"
	else if (want == "switched") switched()
	else if (want == "charges")
		print number(people), "2010-02", "monthly_fee", $19
	else if (want == "bound" && $16 !~ /^Month/) bound($6, $16 ~ /^Two/ ? 24 : 12)
	else if (want == "transfers")
		print id, number(people), "to_other", "resident_id", idno(people, $2 == "Male", senior), "original", "true", \
			name(people + 5000, people % 2), "resident_id", idno(people + 5000, people % 2, 0), "true", pin(people)
}

# A PIN that the rules let through.
function pin(i) { return sprintf("%d%d%d%d%d%d", 1 + i % 3, 5 + i % 4, i % 3, 6 + i % 3, i % 4, 7) }

# The first of April 2010 less n months; less than one is the midst of March.
function months_ago(n,  m) {
	if (n == 0) return "2010-03-15"
	m = 2010 * 12 + 3 - n
	return sprintf("%04d-%02d-01", int(m / 12), m % 12 + 1)
}

# A contract of so many months from the connection on, renewed until it ends after 1 April 2010.
function bound(tenure, length_,  left) {
	left = length_ - tenure % length_
	print number(people), "lease", months_ago(tenure % length_ == 0 ? 1 : tenure % length_), ahead(left), "true"
}

function ahead(n,  m) {
	m = 2010 * 12 + 3 + n
	return sprintf("%04d-%02d-01", int(m / 12), m % 12 + 1)
}

function brand_of(contract) { return contract ~ /^Two/ ? "gotone" : contract ~ /^One/ ? "mzone" : "easyown" }

function plan_of(contract) { return plan != "" ? plan : contract ~ /^Two/ ? "gotone-58" : contract ~ /^One/ ? "mzone-18" : "easyown-basic" }
function deposit_of(contract) { return deposit != "" ? deposit : contract ~ /^Two/ ? "100.00" : "50.00" }

# Which of our services stand for the source's columns.
function services(  s) {
	if ($7 == "Yes") s = s " caller_id"
	if ($9 != "No") s = s " mobile_data"
	if ($14 == "Yes") s = s " mobile_news"
	if ($15 == "Yes") s = s " rbt"
	sub(/^ /, "", s)
	if (s !~ / /) return s
	gsub(/ /, ",", s)
	return "\"" s "\""
}

# The six columns as services of ours that have a monthly fee, none of which is part of another.
function switched(  i) {
	for (i = 1; i <= 6; i++)
		if ($(9 + i) == "Yes")
			print number(people), on[i], months_ago($6)
		else if ($(9 + i) != "No" && $(9 + i) != "No internet service") {
			print FILENAME ": row " FNR ": neither on nor off: " $(9 + i) >"/dev/stderr"
			exit 1
		}
}

function recharge() {
	recharges++
	if (!($1 in caller)) caller[$1] = number(1 + 8 * callers++)
	print "recharge/" recharges, caller[$1], $2, $3
}

function subscriber(text,  owed, level) {
	people++
	split_csv(text)
	level = cell[level_at]
	owed = cell[arrears_at]
	if (level ~ /星$/ && level != "") level = "none"
	else if (level == "未评级") level = ""
	if (want == "lines")
		print number(people), name(people, people % 2), "resident_id", idno(people, people % 2, 0), brand(people), level, \
			sprintf("200%d-%02d-%02d", people % 9, people % 12 + 1, people % 28 + 1), \
			(owed > 0 ? "suspended_arrears" : "active"), (owed > 0 ? "-" owed : "0"), quoted(cell[terminal_at])
	else if (want == "handovers")
		print "handover/" people, number(people), "to_other", "resident_id", idno(people, people % 2, 0), "original", "true", \
			name(people + 5000, people % 2), "resident_id", idno(people + 5000, people % 2, 0), "true", pin(people)
	else if (want == "arrears" && owed > 0)
		print "arrears/" people, number(people), owed
}

function surfer(text,  day, level) {
	people++
	split_csv(text)
	day = cell[day_at]
	level = cell[level_at]
	if (level ~ /星$/) level = "none"
	else if (level == "未评级") level = ""
	if (want == "surfers")
		print number(people), name(people, people % 2), "resident_id", idno(people, people % 2, 0), level, day, "active", "0", \
			quoted(cell[terminal_at])
	else if (want == "packs")
		print number(people), "mobile_data", tier(cell[plan_at]), "active", day
	else if (want == "opened" && day != "")
		print "opened/" people, "mobile_data", tier(cell[plan_at]), day
	else if (want == "overage")
		print number(people), "2022-02", "mobile_data", cell[overage_at]
	else if (want == "used")
		print number(people), "data", "2022-02-05T12:00:00", int(cell[used_at] * 1048576)
}

# The dearest package of ours that costs no more; none below 3 yuan.
function tier(price,  i) {
	for (i = ntiers; i > 0 && tiers[i] > price + 0; i--) ;
	return i ? tiers[i] : ""
}

function brand(i) { return i % 3 == 0 ? "gotone" : i % 3 == 1 ? "mzone" : "easyown" }

# The i-th number: the prefixes in turn, then the next block of four digits.
function number(i) {
	i--
	return prefix[i % nprefixes + 1] sprintf("%04d", (1234 + 811 * int(i / nprefixes)) % 10000)
}

function iccid(i,  body, k, d, sum) {
	body = "8986000910" sprintf("%09d", i)
	for (k = length(body); k > 0; k--) {
		d = substr(body, k, 1)
		if ((length(body) - k) % 2 == 0 && (d *= 2) > 9) d -= 9
		sum += d
	}
	return body (10 - sum % 10) % 10
}

function name(i, man,  x, k) {
	x = (i * 7919) % total
	for (k = 1; k < nsurnames && upto[k] <= x; k++) ;
	return surname[k] (man ? male[(i * 31) % nmale + 1] : female[(i * 31) % nfemale + 1])
}

function idno(i, man, senior,  s, k, sum) {
	s = area[i % nareas + 1] (senior ? 1930 + i % 15 : 1950 + i % 40) sprintf("%02d%02d%03d", i % 12 + 1, i % 28 + 1, \
		int(i / 40) * 2 % 998 + (man ? 1 : 2))
	for (k = 1; k <= 17; k++)
		sum += substr(s, k, 1) * weight[k]
	return s checks[sum % 11 + 1]
}

# One CSV row into cell[]. Quotes, doubled quotes, commas and line breaks inside them.
function split_csv(text,  n, c, i, inside, s) {
	n = 0
	s = ""
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (inside) {
			if (c != "\"") s = s c
			else if (substr(text, i + 1, 1) == "\"") { s = s c; i++ }
			else inside = 0
		} else if (c == "\"") inside = 1
		else if (c == ",") { cell[++n] = s; s = "" }
		else s = s c
	}
	cell[++n] = s
	return n
}

function quoted(s) {
	if (s !~ /[",\n]/) return s
	gsub(/"/, "\"\"", s)
	return "\"" s "\""
}
