# cm-audit: written by make completions; fish
complete -c cm-audit -f
complete -c cm-audit -n '__fish_use_subcommand' -f -a 'verify' -d 'prove that nobody changed the journal; exit 1 when somebody did'
complete -c cm-audit -n '__fish_use_subcommand' -f -a 'log' -d 'list operations as they happened, of a line or all'
complete -c cm-audit -n '__fish_use_subcommand' -f -a 'checkpoint' -d 'write what is true now to a file that is kept elsewhere'
complete -c cm-audit -l against -r -F -d 'also against a checkpoint'
complete -c cm-audit -l since -r -f -d 'from this day or time on'
complete -c cm-audit -s s -l store -r -F -d 'the store to work on'
complete -c cm-audit -s p -l policies -r -F -d 'the folder of policies'
complete -c cm-audit -s o -l output -r -f -a 'jsonl csv tsv table' -d 'jsonl, csv, tsv or table'
complete -c cm-audit -l csv-safe -d 'defuse cells that a spreadsheet would run'
complete -c cm-audit -l now -r -f -d 'the clock, on a rehearsal store'
complete -c cm-audit -s q -l quiet -d 'no summary, no progress'
complete -c cm-audit -s v -l verbose -d 'say more'
complete -c cm-audit -s h -l help -d 'show this help'
complete -c cm-audit -s V -l version -d 'show the version'
complete -c cm-audit -n '__fish_seen_subcommand_from checkpoint' -F
