package io.recordstore.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.recordstore.cli.output.Terminal;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where the program starts: the server without arguments, else the command line. {@code serve} alone, as the images have
 * it, is no arguments: to load all commands for it would be an eighth of the start.
 */
@QuarkusMain
public final class Main {
    private static final List<String> SERVE = List.of("serve");

    /** A logger's level lasts as long as it is held; the command line does without the log. */
    private static Logger version;

    Main() {}

    /** @param arguments those of the process */
    public static void main(String... arguments) {
        if (arguments.length == 0 || SERVE.equals(List.of(arguments))) {
            serve();
        } else {
            System.exit(RecordStore.run(Terminal.ofProcess(), arguments));
        }
    }

    /** Serves until the process is told to stop. What checks the configuration tells its version before the log is set up. */
    static void serve() {
        version = Logger.getLogger("org.hibernate.validator.internal.util.Version");
        version.setLevel(Level.WARNING);
        Quarkus.run();
    }
}
