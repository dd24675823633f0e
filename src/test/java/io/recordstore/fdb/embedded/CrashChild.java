package io.recordstore.fdb.embedded;

import com.apple.foundationdb.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes from many threads until it is killed, and says on its standard output what was acknowledged. */
final class CrashChild {
    static final int THREADS = 16;
    static final int PARTS = 5;

    private CrashChild() {}

    public static void main(String[] arguments) {
        Database database = EmbeddedDatabase.inDirectory(Path.of(arguments[0]));
        int life = Integer.parseInt(arguments[1]);
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            new Thread(() -> writeForEver(database, life, number)).start();
        }
    }

    private static void writeForEver(Database database, int life, int thread) {
        for (int sequence = 0; ; sequence++) {
            int current = sequence;
            long version = database.run(transaction -> {
                        for (int part = 0; part < PARTS; part++) {
                            transaction.set(key(life, thread, current, part), new byte[current % 500]);
                        }
                        return transaction;
                    })
                    .getCommittedVersion();
            acknowledge(thread, sequence, version);
        }
    }

    /** One write for one acknowledgement, so that a kill leaves whole lines and at most a part of the last. */
    private static void acknowledge(int thread, int sequence, long version) {
        byte[] line = (thread + " " + sequence + " " + version + "\n").getBytes(StandardCharsets.US_ASCII);
        synchronized (System.out) {
            System.out.write(line, 0, line.length);
            System.out.flush();
        }
    }

    static byte[] key(int life, int thread, int sequence, int part) {
        return ByteBuffer.allocate(4 * Integer.BYTES)
                .putInt(life)
                .putInt(thread)
                .putInt(sequence)
                .putInt(part)
                .array();
    }
}
