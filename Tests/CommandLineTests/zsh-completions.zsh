# Types a line and a tab into an interactive zsh, and prints what it then offers, one a line.
#
# usage: zsh -f zsh-completions.zsh DIRECTORY LINE, where DIRECTORY has the completions, _leadkeeper, and may be written

zmodload zsh/zpty || exit 1

print -r -- '
PROMPT=
fpath=('${(q)1}' $fpath)
autoload -Uz compinit && compinit -D -u
zle -C offer complete-word _offer
bindkey "^I" offer
_offer() {
    # All candidates go through this builtin, which is told to list them, unless a function asks it for them.
    compadd() {
        local -a found
        [[ $1 == -[OAD] ]] || builtin compadd -O found "$@"
        (( $#found )) && print -l -r -- $found
        builtin compadd "$@"
    }
    print "<begin>"
    _main_complete
    print "<end>"
}
print "<ready>"
' >$1/setup

zpty terminal zsh -f -i
zpty -w terminal "source ${(q)1}/setup"
zpty -r -m terminal text '*<ready>*'
zpty -w -n terminal "$2"$'\t'
zpty -r -m terminal text '*<end>*'
zpty -d terminal
print -r -- ${${text##*<begin>}%%<end>*}
