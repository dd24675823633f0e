package io.recordstore.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.recordstore.cli.output.Terminal;

/** Where the program starts: the server without arguments, else the command line, which starts no server. */
@QuarkusMain
public final class Main {
    Main() {}

    /** @param arguments those of the process */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
        } else {
            System.exit(RecordStore.run(Terminal.ofProcess(), arguments));
        }
    }
}
