package io.recordstore.schema;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The keys that a RecordSpace is sealed with, without their bytes.
 *
 * @param keyEncryptionKey the id of the key that wraps them
 * @param dataKeys more than one while a rotation is not through
 * @param rotation the last one; empty when there was none
 */
public record KeyReport(String keyEncryptionKey, List<DataKey> dataKeys, Optional<Rotation> rotation) {
    public KeyReport {
        dataKeys = List.copyOf(dataKeys);
    }

    /**
     * A data-encryption key.
     *
     * @param id as sealed records name it
     * @param isPrimary whether it seals what is written now; the others only open
     */
    public record DataKey(int id, boolean isPrimary) {}

    /**
     * How far records are sealed with the newest key.
     *
     * @param end when all had been looked at; empty before
     * @param resealed the records that are sealed with it, of those that were there before
     * @param total about how many records there are
     * @param unreadable records that could not be opened and are as they were
     */
    public record Rotation(Instant start, Optional<Instant> end, long resealed, long total, long unreadable) {}
}
