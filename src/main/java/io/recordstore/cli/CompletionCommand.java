package io.recordstore.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code record-store completion}. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in a shell.",
        footer = {
            "",
            "Examples:",
            "  source <(record-store completion bash)                          # in ~/.bashrc",
            "  source <(record-store completion zsh)                           # in ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SHELL", description = "bash or zsh.")
    Shell shell;

    @Mixin
    HelpOption help;

    @Spec
    CommandSpec spec;

    /** A shell; zsh reads bash's completions once it is told to. */
    enum Shell {
        BASH,
        ZSH
    }

    @Override
    public Integer call() {
        RecordStore root = (RecordStore) spec.root().userObject();
        if (shell == Shell.ZSH) {
            root.terminal().out().line("autoload -U +X compinit && compinit");
        }
        root.terminal()
                .out()
                .write(AutoComplete.bash("record-store", spec.root().commandLine()));
        return 0;
    }
}
