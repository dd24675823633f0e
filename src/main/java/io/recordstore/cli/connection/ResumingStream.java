package io.recordstore.cli.connection;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.recordstore.cli.output.Terminal;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A stream of answers that goes on after a broken connection, from the continuation of the last message. A stream that
 * does not begin fails at once; one that began is tried again for half a minute without progress.
 */
public final class ResumingStream<T> {
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

    private final Connection connection;
    private final Terminal terminal;
    private final Function<String, Iterator<T>> call;
    private final Function<T, String> continuation;

    /**
     * @param call makes the call, from a continuation on
     * @param continuation where the stream goes on after a message
     */
    public ResumingStream(
            Connection connection,
            Terminal terminal,
            Function<String, Iterator<T>> call,
            Function<T, String> continuation) {
        this.connection = connection;
        this.terminal = terminal;
        this.call = call;
        this.continuation = continuation;
    }

    /**
     * Hands over every message, in order and once.
     *
     * @param from a continuation; empty for the beginning
     * @throws StatusRuntimeException when it cannot go on
     */
    public void run(String from, Consumer<T> consumer) {
        String position = from;
        boolean hasBegun = false;
        int failures = 0;
        while (true) {
            try {
                Iterator<T> messages = call.apply(position);
                while (messages.hasNext()) {
                    T message = messages.next();
                    consumer.accept(message);
                    position = continuation.apply(message);
                    hasBegun = true;
                    failures = 0;
                }
                return;
            } catch (StatusRuntimeException error) {
                boolean canGoOn = hasBegun && error.getStatus().getCode() == Code.UNAVAILABLE;
                if (!canGoOn || connection.isInterrupted() || ++failures == ATTEMPTS) {
                    throw error;
                }
                pause(failures);
            }
        }
    }

    private void pause(int failures) {
        terminal.err().line("the connection is lost; going on where it broke");
        terminal.err().flush();
        try {
            Thread.sleep(FIRST_DELAY.toMillis() << (failures - 1));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
