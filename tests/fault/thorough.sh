# Every fault at every call of a command: killed, interrupted, torn, refused by the system, without memory.
# A test sources sweep.sh and scenes.sh with THOROUGH set, and this, and says: thorough SCENE
thorough() {
	scene_$1 || return
	sweep kill write
	sweep kill sync
	sweep kill open+read+meta
	sweep kill lock+map
	sweep kill std
	sweep torn write
	sweep short write+std
	for e in 5 28 122; do # EIO ENOSPC EDQUOT
		sweep error=$e write+sync
		sweep forever=$e write+sync
		sweep error=$e std
	done
	for e in 5 12 13 23 24; do sweep error=$e open; sweep forever=$e open; done # EIO ENOMEM EACCES ENFILE EMFILE
	sweep error=5 read; sweep forever=5 read
	sweep error=5 meta; sweep forever=5 meta
	sweep error=12 map; sweep forever=12 map
	sweep error=5 lock; sweep error=11 lock
	for c in open read write std; do sweep error=4 $c; done # EINTR
	sweep error=11 std
	sweep error=32 std # EPIPE
	sweep term write+read+open+sync+std; sweep int write+read+open+sync+std
	sweep error=12 mem; sweep forever=12 mem 7
}
