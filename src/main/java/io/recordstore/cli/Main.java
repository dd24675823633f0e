package io.recordstore.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.recordstore.cli.output.Terminal;
import java.util.List;

/**
 * Where the program starts: the server without arguments, else the command line. {@code serve} alone, as the images have
 * it, is no arguments: to load all commands for it would be an eighth of the start.
 */
@QuarkusMain
public final class Main {
    private static final List<String> SERVE = List.of("serve");

    Main() {}

    /** @param arguments those of the process */
    public static void main(String... arguments) {
        if (arguments.length == 0 || SERVE.equals(List.of(arguments))) {
            Quarkus.run();
        } else {
            System.exit(RecordStore.run(Terminal.ofProcess(), arguments));
        }
    }
}
