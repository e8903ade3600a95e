"""The verb `completion`: what makes bash, zsh and fish complete our words at the TAB key.

The shell calls us for every press, in click's protocol. The scripts are ours and not click's, since
words here have spaces (`The Wall Street Journal`), commas, and places at which a word goes on
(`amazon.`, `openai-2026#`), none of which click's scripts let pass.
"""

import sys

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from cli.options import OneOf
from cli.output import say, write

_BASH = r"""# dealtrail at the TAB key in bash (4.4 or later).
# Put it into ~/.local/share/bash-completion/completions/dealtrail where bash-completion is
# installed; else have ~/.bashrc read it:  source <(dealtrail completion bash)
%(complete_func)s() {
    local IFS=$'\n' line type value open=${COMP_WORDS[COMP_CWORD]:0:1}
    COMPREPLY=()
    for line in $(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \
        %(complete_var)s=bash_complete "$1" 2>/dev/null); do
        type=${line%%%%,*} value=${line#*,}
        if [[ $type == dir ]]; then
            compopt -o dirnames
        elif [[ $type == file ]]; then
            compopt -o default
        elif [[ $open == "'" ]]; then
            COMPREPLY+=("${value//"'"/"'\''"}")
        elif [[ $open == '"' ]]; then
            value=${value//\\/\\\\} value=${value//\"/\\\"} value=${value//\$/\\\$}
            COMPREPLY+=("${value//\`/\\\`}")
        else
            printf -v value %%q "$value"
            COMPREPLY+=("$value")
        fi
    done
    # A word that goes on: amazon. and openai-2026# and amazon.commitment =
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[.\#\ ] ]] && compopt -o nospace
    return 0
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

_ZSH = r"""#compdef %(prog_name)s
# dealtrail at the TAB key in zsh.
# Put it as _dealtrail into a folder of $fpath, before compinit is called:
#   mkdir -p ~/.zfunc && dealtrail completion zsh > ~/.zfunc/_dealtrail
#   in ~/.zshrc:  fpath+=(~/.zfunc); autoload -Uz compinit; compinit
%(complete_func)s() {
    local -a response shown on shown_on
    local type word said
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
        %(complete_var)s=zsh_complete ${words[1]} 2>/dev/null)}")
    local -a found lines
    for type word said in $response; do
        if [[ $type == dir ]]; then
            _path_files -/
        elif [[ $type == file ]]; then
            _path_files -f
        elif [[ $word == *[.\#\ ] ]]; then  # a word that goes on: amazon. and openai-2026#
            on+=("$word") shown_on+=("$word${said:#_}")
        else
            found+=("$word") lines+=("$word${${said:#_}:+  -- $said}")
        fi
    done
    (( $#on )) && compadd -U -V unsorted -S '' -a on
    (( $#found )) && compadd -U -V unsorted -l -d lines -a found
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""

_FISH = r"""# dealtrail at the TAB key in fish.
# Put it into ~/.config/fish/completions/dealtrail.fish
function %(complete_func)s
    set -l command (commandline -opc)[1]
    for line in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \
            COMP_CWORD=(commandline -t | string collect) $command 2>/dev/null)
        switch $line
            case 'file,*' 'dir,*'
                __fish_complete_path (commandline -t)
            case 'plain,*'
                string replace -r '^plain,' '' -- $line
        end
    end
end
complete --no-files --keep-order --command %(prog_name)s --arguments '(%(complete_func)s)'
"""


class _Bash(BashComplete):
    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """As click does it; in `--source=The` the sign is a word of its own to bash."""
        args, incomplete = super().get_completion_args()
        return [each for each in args if each != "="], incomplete


class _OneWord(ShellComplete):
    """A shell to which `--source=The` is one word, which it replaces whole."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """As click does it, each with the option before it."""
        found = super().get_completions(args, incomplete)
        name, equals, _ = incomplete.partition("=")
        if not equals or not name.startswith("--"):
            return found
        return [CompletionItem(f"{name}={each.value}", each.type, each.help) for each in found]


class _Zsh(_OneWord, ZshComplete):
    source_template = _ZSH

    def format_completion(self, item: CompletionItem) -> str:
        """Three lines: what it is, the word, what it says; our script needs nothing escaped."""
        return f"{item.type}\n{item.value}\n{' '.join((item.help or '_').split())}"


class _Fish(_OneWord, FishComplete):
    source_template = _FISH


_SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}
_WHERE = {
    "bash": "mkdir -p ~/.local/share/bash-completion/completions && dealtrail completion bash > "
    "~/.local/share/bash-completion/completions/dealtrail",
    "zsh": "mkdir -p ~/.zfunc && dealtrail completion zsh > ~/.zfunc/_dealtrail",
    "fish": "dealtrail completion fish > ~/.config/fish/completions/dealtrail.fish",
}


def know_shells() -> None:
    """Let click use our scripts and formats."""
    for name, shell in _SHELLS.items():
        add_completion_class(shell, name)


@click.command("completion")
@click.argument("shell", type=OneOf(list(_SHELLS)))
def completion(shell: str) -> None:
    """The script with which a shell completes verbs, deals, elements, fields, sources and more.

    It says at its top where to put it.

    \b
      source <(dealtrail completion bash)
      dealtrail completion zsh > ~/.zfunc/_dealtrail
      dealtrail completion fish > ~/.config/fish/completions/dealtrail.fish
    """
    program = click.get_current_context().find_root().command
    made = _SHELLS[shell](program, {}, "dealtrail", "_DEALTRAIL_COMPLETE")
    write(ShellComplete.source(made))
    if sys.stdout.isatty():
        say(f"To have it in every shell: {_WHERE[shell]}")
