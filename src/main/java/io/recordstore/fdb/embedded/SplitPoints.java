package io.recordstore.fdb.embedded;

import com.apple.foundationdb.KeyArrayResult;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Cuts a range into chunks of about equal bytes, for work to be shared out. */
final class SplitPoints {
    private SplitPoints() {}

    /**
     * Returns the borders of the chunks: the begin and the end of the range and keys of the database between.
     *
     * @param chunkSize bytes of keys and values in a chunk, more than zero
     */
    static KeyArrayResult of(StorageSnapshot snapshot, byte[] begin, byte[] end, long chunkSize) {
        if (chunkSize <= 0) {
            throw FdbError.CLIENT_INVALID_OPERATION.exception();
        }
        List<byte[]> points = new ArrayList<>();
        points.add(begin);
        long bytes = 0;
        try (StorageCursor cursor = snapshot.cursor()) {
            for (cursor.seek(begin); cursor.isValid() && Keys.less(cursor.key(), end); cursor.next()) {
                if (bytes >= chunkSize) {
                    points.add(cursor.key());
                    bytes = 0;
                }
                bytes += cursor.key().length + cursor.value().length;
            }
        }
        points.add(end);
        return packed(points);
    }

    private static KeyArrayResult packed(List<byte[]> keys) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] lengths = new int[keys.size()];
        for (int i = 0; i < lengths.length; i++) {
            bytes.writeBytes(keys.get(i));
            lengths[i] = keys.get(i).length;
        }
        return new KeyArrayResult(bytes.toByteArray(), lengths);
    }
}
