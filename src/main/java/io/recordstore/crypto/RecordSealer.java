package io.recordstore.crypto;

import io.recordstore.fault.DataLoss;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.DataFormatException;

/**
 * Records of one RecordSpace incarnation as they are stored: one byte of format, then the message, compressed where that
 * makes it smaller, sealed. The associated data is the format, the incarnation's identity and the primary key, so that a
 * sealed record opens only where it was written. {@code LAYOUT.md} draws it. Safe for concurrent use.
 */
public final class RecordSealer {
    private static final byte AS_IT_IS = 1;
    private static final byte COMPRESSED = 2;

    /** After so many records in a row that did not get smaller, one of so many is tried: it takes longer than sealing. */
    private static final int FUTILE = 16;

    private final RecordCipher cipher;
    private final byte[] identity;
    private final int compressFrom;

    /** How many records in a row did not get smaller. Threads may lose each other's counts: then more is tried. */
    private int futile;

    /**
     * @param identity what names the incarnation among all
     * @param compressFrom the bytes from which on a message is compressed; 0 for never
     */
    public RecordSealer(RecordCipher cipher, byte[] identity, int compressFrom) {
        this.cipher = cipher;
        this.identity = identity;
        this.compressFrom = compressFrom;
    }

    /** @param primaryKey packed; with the record type's number */
    public byte[] seal(byte[] message, byte[] primaryKey) {
        boolean isLarge = compressFrom > 0 && message.length >= compressFrom;
        Optional<byte[]> compressed = isLarge && isWorthATry() ? compress(message) : Optional.empty();
        byte format = compressed.isPresent() ? COMPRESSED : AS_IT_IS;
        return seal(format, compressed.orElse(message), primaryKey);
    }

    private boolean isWorthATry() {
        return futile < FUTILE || ThreadLocalRandom.current().nextInt(FUTILE) == 0;
    }

    private Optional<byte[]> compress(byte[] message) {
        Optional<byte[]> compressed = Compression.compress(message);
        futile = compressed.isPresent() ? 0 : Math.min(FUTILE, futile + 1);
        return compressed;
    }

    private byte[] seal(byte format, byte[] content, byte[] primaryKey) {
        byte[] sealed = cipher.seal(content, associatedData(format, primaryKey));
        return ByteBuffer.allocate(1 + sealed.length).put(format).put(sealed).array();
    }

    /**
     * @param primaryKey where it was found
     * @throws DataLoss when it was altered, or is of another place or key
     */
    public byte[] open(byte[] stored, byte[] primaryKey) {
        byte format = format(stored);
        byte[] content = content(format, stored, primaryKey);
        try {
            return format == COMPRESSED ? Compression.expand(content) : content;
        } catch (DataFormatException e) {
            throw DataLoss.ofRecord("it does not expand to the size that it names");
        }
    }

    /** Whether a record is sealed with the key that seals now. */
    public boolean isCurrent(byte[] stored) {
        return stored.length > 0 && cipher.isSealedByPrimary(ByteBuffer.wrap(stored, 1, stored.length - 1));
    }

    /**
     * The same record, as long as it was, sealed with the key that seals now.
     *
     * @throws DataLoss as {@link #open}
     */
    public byte[] reseal(byte[] stored, byte[] primaryKey) {
        byte format = format(stored);
        return seal(format, content(format, stored, primaryKey), primaryKey);
    }

    private static byte format(byte[] stored) {
        if (stored.length == 0 || (stored[0] != AS_IT_IS && stored[0] != COMPRESSED)) {
            throw DataLoss.ofRecord("it has a format that this server does not know");
        }
        return stored[0];
    }

    private byte[] content(byte format, byte[] stored, byte[] primaryKey) {
        byte[] sealed = new byte[stored.length - 1];
        System.arraycopy(stored, 1, sealed, 0, sealed.length);
        try {
            return cipher.open(sealed, associatedData(format, primaryKey));
        } catch (GeneralSecurityException e) {
            throw DataLoss.ofRecord("it was altered, or sealed with another key or for another place");
        }
    }

    private byte[] associatedData(byte format, byte[] primaryKey) {
        return ByteBuffer.allocate(1 + identity.length + primaryKey.length)
                .put(format)
                .put(identity)
                .put(primaryKey)
                .array();
    }
}
