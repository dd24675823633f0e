package io.recordstore.schema;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Takes the array that bytes are held in, for what reads arrays alone and changes none. */
final class BackingArray extends ByteOutput {
    private byte[] array;

    private BackingArray() {}

    /** The bytes as an array that nobody may change: their own where that is no longer than they are, or a copy. */
    static byte[] of(ByteString bytes) {
        BackingArray taken = new BackingArray();
        try {
            UnsafeByteOperations.unsafeWriteTo(bytes, taken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return taken.array != null && taken.array.length == bytes.size() ? taken.array : bytes.toByteArray();
    }

    @Override
    public void writeLazy(byte[] value, int offset, int length) {
        array = offset == 0 && length == value.length ? value : null;
    }

    @Override
    public void writeLazy(ByteBuffer value) {
        array = null;
    }

    @Override
    public void write(byte value) {
        array = null;
    }

    @Override
    public void write(byte[] value, int offset, int length) {
        array = null;
    }

    @Override
    public void write(ByteBuffer value) {
        array = null;
    }
}
