/**
 * What a shell has to know: it hands the line over and shows what comes back. The first line of an answer says whether
 * words or names of files can follow; a candidate that ends in = gets no blank behind it. `@hawser@` is the executable.
 */

/** bash parts words at : and = when it completes, so that what stands before the last of them is taken off. */
export const BASH = `_hawser() {
  local line=\${COMP_LINE:0:COMP_POINT} kind answer prefix=
  COMPREPLY=()
  mapfile -t answer < <(@hawser@ completion candidates "$line" 2>/dev/null)
  kind=\${answer[0]}
  if [[ $kind == files ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
    return
  fi
  local word=\${line##*[[:space:]]} rest candidate
  rest=$word
  [[ $COMP_WORDBREAKS != *:* ]] || rest=\${rest##*:}
  [[ $COMP_WORDBREAKS != *=* ]] || rest=\${rest##*=}
  prefix=\${word:0:\${#word}-\${#rest}}
  for candidate in "\${answer[@]:1}"; do
    COMPREPLY+=("\${candidate#"$prefix"}")
  done
  [[ \${#COMPREPLY[@]} -ne 1 || \${COMPREPLY[0]} != *= ]] || compopt -o nospace
}
complete -F _hawser hawser pcs
`;

export const ZSH = `#compdef hawser pcs
_hawser() {
  local -a answer open closed
  answer=("\${(@f)$(@hawser@ completion candidates "\${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)}")
  if [[ \${answer[1]} == files ]]; then
    _files
    return
  fi
  shift answer
  open=(\${(M)answer:#*=})
  closed=(\${answer:#*=})
  (( \${#open} == 0 )) || compadd -S '' -a open
  (( \${#closed} == 0 )) || compadd -a closed
}
compdef _hawser hawser pcs
`;
