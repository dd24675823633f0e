package io.recordstore.cli.transfer;

import java.util.ArrayList;
import java.util.List;

/**
 * Which line of the input a record of the stream was. Lines and records go together but for jumps, where lines were blank or
 * could not be read; of those alone a note is kept.
 */
public final class LineNumbers {
    /** From this record on, a record's line is so much more than its place. */
    private record Shift(long record, long lines) {}

    private final List<Shift> shifts = new ArrayList<>(List.of(new Shift(0, 1)));
    private long records;

    /** Notes that the next record is this line. */
    public void add(long line) {
        if (shifts.get(shifts.size() - 1).lines() != line - records) {
            shifts.add(new Shift(records, line - records));
        }
        records++;
    }

    /** How many records there are. */
    public long count() {
        return records;
    }

    /** @param record a place in the stream, from 0 */
    public long line(long record) {
        long line = record + 1;
        for (Shift shift : shifts) {
            if (shift.record() <= record) {
                line = record + shift.lines();
            }
        }
        return line;
    }
}
