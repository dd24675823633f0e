package io.recordstore.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.recordstore.cli.output.Terminal;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where the program starts: the server without arguments, else the command line, which starts no server. */
@QuarkusMain
public final class Main {
    /** A logger's level lasts as long as it is held; the command line does without the log. */
    private static Logger version;

    Main() {}

    /** @param arguments those of the process */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
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
