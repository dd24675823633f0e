package io.recordstore.cli.output;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Standard output or error, in UTF-8. Unlike a {@link java.io.PrintStream} it tells when its reader is gone, so that
 * {@code record-store query ... | head} ends.
 */
public final class Output extends Writer {
    private final Writer writer;

    public Output(OutputStream stream) {
        writer = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    @Override
    public void write(char[] text, int offset, int length) {
        run(() -> writer.write(text, offset, length));
    }

    @Override
    public void write(String text) {
        run(() -> writer.write(text));
    }

    /** Writes a line. */
    public void line(String text) {
        run(() -> {
            writer.write(text);
            writer.write('\n');
        });
    }

    @Override
    public void flush() {
        run(writer::flush);
    }

    @Override
    public void close() {
        run(writer::close);
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (IOException readerIsGone) {
            throw new OutputClosed(readerIsGone);
        }
    }
}
