package io.recordstore.bench.peer;

import java.util.SplittableRandom;

/**
 * YCSB's record: ten fields of 100 characters (Cooper et al., Benchmarking Cloud Serving Systems with YCSB, 2010), and the
 * place that is indexed.
 *
 * @param place of keys below {@link #SHARED}, 100 records each have the same; beyond, none has another's
 */
public record YcsbRecord(long key, long place, String[] fields) {
    public static final int FIELDS = 10;

    /** Keys below share their places by the hundred. */
    public static final long SHARED = 10_000;

    public static final int ROWS_OF_A_PLACE = 100;

    private static final int FIELD_LENGTH = 100;
    private static final int FIRST_CHARACTER = 'A';
    private static final int CHARACTERS = 58;

    /** The record of a key, with fields that differ by version and that nothing compresses by much. */
    public static YcsbRecord of(long key, long version) {
        SplittableRandom random = new SplittableRandom(key * 31 + version);
        String[] fields = new String[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            fields[i] = field(random);
        }
        return new YcsbRecord(key, place(key), fields);
    }

    private static String field(SplittableRandom random) {
        StringBuilder field = new StringBuilder(FIELD_LENGTH);
        while (field.length() < FIELD_LENGTH) {
            char next = (char) (FIRST_CHARACTER + random.nextInt(CHARACTERS));
            field.append(next == '\\' ? '_' : next); // one byte in JSON too
        }
        return field.toString();
    }

    public static long place(long key) {
        return key < SHARED ? key / ROWS_OF_A_PLACE : key;
    }

    /** The fields as one JSON object. */
    public String json() {
        StringBuilder json = new StringBuilder("{\"place\":").append(place);
        for (int i = 0; i < FIELDS; i++) {
            json.append(",\"field").append(i).append("\":\"").append(fields[i]).append('"');
        }
        return json.append('}').toString();
    }
}
