package io.recordstore.cli;

import io.grpc.StatusRuntimeException;
import io.recordstore.cli.connection.Connection;
import io.recordstore.cli.connection.ConnectionOptions;
import io.recordstore.cli.failure.ExitCode;
import io.recordstore.cli.failure.ServerErrors;
import io.recordstore.cli.failure.Situation;
import io.recordstore.cli.output.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that calls a server. */
abstract class ServerCommand implements Callable<Integer> {
    /** What a shell reports for a process that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    @Spec
    CommandSpec spec;

    @Mixin
    ConnectionOptions connectionOptions;

    @Mixin
    HelpOption help;

    @Override
    public final Integer call() {
        try (Connection connection = Connection.open(connectionOptions, terminal())) {
            try {
                return run(connection);
            } catch (StatusRuntimeException error) {
                if (connection.isInterrupted()) {
                    return INTERRUPTED;
                }
                throw ServerErrors.explain(error, situation(connection.situation()));
            }
        }
    }

    /**
     * Does it.
     *
     * @return the exit code
     * @throws StatusRuntimeException what the server answered
     */
    abstract int run(Connection connection);

    /** What the call is about, for errors. */
    Situation situation(Situation connection) {
        return connection;
    }

    Terminal terminal() {
        return ((RecordStore) spec.root().userObject()).terminal();
    }

    /** Tells a person who watches; scripts are not told. */
    void remark(String text) {
        if (terminal().errIsTerminal()) {
            terminal().err().line(terminal().errStyle().dim(text));
            terminal().err().flush();
        }
    }

    static int ok() {
        return ExitCode.OK;
    }
}
