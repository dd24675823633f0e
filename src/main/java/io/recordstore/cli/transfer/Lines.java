package io.recordstore.cli.transfer;

import io.recordstore.cli.failure.CommandFailure;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** The lines of a file or of standard input, with how much of it is read. A file that ends in .gz is unpacked. */
public final class Lines implements AutoCloseable {
    private final Counting counting;
    private final BufferedReader reader;
    private final long size;
    private final String source;
    private long number;

    private Lines(String source, InputStream stream, long size, boolean isPacked) throws IOException {
        this.source = source;
        this.counting = new Counting(stream);
        this.size = size;
        InputStream content = isPacked ? new GZIPInputStream(counting) : counting;
        this.reader = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8));
    }

    /** @throws CommandFailure when the file is not there or cannot be read */
    public static Lines ofFile(Path file) {
        try {
            return new Lines(
                    file.toString(),
                    Files.newInputStream(file),
                    Files.size(file),
                    file.toString().endsWith(".gz"));
        } catch (IOException unreadable) {
            throw CommandFailure.usage("the file " + file + (Files.exists(file) ? " cannot be read" : " is not there"));
        }
    }

    /** Of a stream that can be read once. */
    public static Lines ofStream(InputStream stream) {
        try {
            return new Lines("standard input", stream, 0, false);
        } catch (IOException impossible) {
            throw CommandFailure.failed("standard input cannot be read");
        }
    }

    /** The next line that is not blank, or null at the end. */
    public String next() {
        try {
            String line;
            do {
                line = reader.readLine();
                number++;
            } while (line != null && line.isBlank());
            return line;
        } catch (IOException broken) {
            throw CommandFailure.failed(source + " cannot be read past line " + number);
        }
    }

    /** The number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    /** How much of the whole is read, 0 to 1; negative when the size is not known. */
    public double share() {
        return size == 0 ? -1 : (double) counting.count / size;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException cannot) {
            throw CommandFailure.failed(source + " cannot be closed");
        }
    }

    /** Counts bytes. */
    private static final class Counting extends FilterInputStream {
        private long count;

        Counting(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
