# Completion of maelstrom-host and maelstrom-conformance for bash. All completions come from the programs themselves
# (--help, --list), so they are never out of date.

# The options in a help text.
_maelstrom_options() { # help
  sed -nE 's/^ +(-[a-z]), (--[a-z-]+).*/\1 \2/p; s/^ +(--[a-z-]+).*/\1/p' <<<"$1" | sort -u
}

# The choices that a help text gives for an option: "... --workload NAME  Workload: echo, unique-ids ..."
_maelstrom_choices() { # help option
  awk -v option="$2" '
    { text = text " " $0 }
    END {
      gsub(/ *\([^)]*\)/, "", text)  # remarks and defaults
      gsub(/ +/, " ", text)
      text = substr(text, index(text, " " option " ") + 1 + length(option))
      sub(/,? --?[a-z].*/, "", text)
      sub(/.*: /, "", text)
      gsub(/ or |, */, "\n", text)
      print text
    }' <<<"$1"
}

# The names of the plugins that the host can find.
_maelstrom_plugins() { # host
  "$1" --list 2>/dev/null | sed -nE 's|.*/([^/]+)\.(so\|dylib)$|\1|p'
}

# Offers the output of compgen, one completion per line.
_maelstrom_offer() { # compgen-argument...
  mapfile -t COMPREPLY < <(compgen "$@")
}

_maelstrom_offer_plugins() { # host word
  mapfile -t COMPREPLY < <(
    compgen -W "$(_maelstrom_plugins "$1")" -- "$2"
    compgen -f -X '!*.so' -- "$2"
    compgen -f -X '!*.dylib' -- "$2"
    compgen -d -- "$2"
  )
  compopt -o filenames 2>/dev/null
}

# The word to complete, and the option before it: bash splits --option=value into three words.
_maelstrom_words() { # sets word and previous
  word=${COMP_WORDS[COMP_CWORD]}
  previous=${COMP_WORDS[COMP_CWORD - 1]}
  if [[ $word == "=" ]]; then
    word=""
  elif [[ $previous == "=" ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
}

_maelstrom_host() {
  local IFS=$' \t\n' word previous help
  _maelstrom_words
  COMPREPLY=()
  help=$("$1" --help 2>/dev/null)
  case $previous in
    -p | --plugin) _maelstrom_offer_plugins "$1" "$word" ;;
    --log-level) _maelstrom_offer -W "$(_maelstrom_choices "$help" --log-level)" -- "$word" ;;
    --record) _maelstrom_offer -d -- "$word" && compopt -o filenames 2>/dev/null ;;
    -s | --set | --reply-deadline | --new-plugin) ;;
    *) _maelstrom_offer -W "$(_maelstrom_options "$help")" -- "$word" ;;
  esac
}

_maelstrom_conformance() {
  local IFS=$' \t\n' word previous help command=${COMP_WORDS[1]} host=maelstrom-host prefix=""
  _maelstrom_words
  COMPREPLY=()
  [[ $1 == */* ]] && host=${1%/*}/maelstrom-host
  if ((COMP_CWORD == 1)); then
    help=$("$1" --help 2>/dev/null)
    _maelstrom_offer -W "$(sed -nE '/^Commands:/,/^$/s/^  ([a-z]+) .*/\1/p' <<<"$help")
      $(_maelstrom_options "$help")" -- "$word"
    return
  fi
  help=$("$1" "$command" --help 2>/dev/null)
  case $previous in
    --plugin) _maelstrom_offer_plugins "$host" "$word" ;;
    -w | --workload) _maelstrom_offer -W "$(_maelstrom_choices "$help" --workload)" -- "$word" ;;
    --latency-dist) _maelstrom_offer -W "$(_maelstrom_choices "$help" --latency-dist)" -- "$word" ;;
    --nemesis) # a list
      [[ $word == *,* ]] && prefix=${word%,*},
      _maelstrom_offer -P "$prefix" -W "all $(_maelstrom_choices "$help" --nemesis)" -- "${word##*,}"
      ;;
    --availability) _maelstrom_offer -W total -- "$word" ;;
    --only) _maelstrom_offer -W "$("$1" check --list 2>/dev/null | cut -d ' ' -f 1)" -- "$word" ;;
    --except)
      _maelstrom_offer -S = -W "$("$1" check --list 2>/dev/null | cut -d ' ' -f 1)" -- "$word"
      compopt -o nospace 2>/dev/null
      ;;
    --host | --bin | --trace | --output | --cases) _maelstrom_offer -f -- "$word" && compopt -o filenames 2>/dev/null ;;
    --store) _maelstrom_offer -d -- "$word" && compopt -o filenames 2>/dev/null ;;
    *)
      if [[ $command == check && $COMP_CWORD == 2 && $word != -* ]]; then
        _maelstrom_offer_plugins "$host" "$word"
      elif [[ ($command == replay || $command == verify) && $COMP_CWORD == 2 && $word != -* ]]; then
        _maelstrom_offer -f -- "$word" && compopt -o filenames 2>/dev/null
      elif [[ $word == -* || -z $word ]]; then
        # After an option with another kind of value, do not offer options.
        [[ $previous == -* ]] && grep -qE -- "(^|[ ,])$previous,? ?(--[a-z-]+ )?[A-Z]" <<<"$help" ||
          _maelstrom_offer -W "$(_maelstrom_options "$help")" -- "$word"
      fi
      ;;
  esac
}

complete -F _maelstrom_host maelstrom-host
complete -F _maelstrom_conformance maelstrom-conformance
