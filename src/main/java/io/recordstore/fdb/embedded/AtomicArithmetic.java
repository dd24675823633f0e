package io.recordstore.fdb.embedded;

import java.util.Arrays;

/**
 * The byte arithmetic of FoundationDB's atomic operations. Numbers are little-endian and unsigned; the operand's length
 * is the result's. Rules: "MutationType" in FoundationDB's API reference and {@code Atomic.h}, in the forms that API
 * versions from 510 on use (a missing value makes MIN and AND store the operand).
 */
final class AtomicArithmetic {
    private AtomicArithmetic() {}

    /**
     * Applies one operation.
     *
     * @param kind any atomic operation without a versionstamp, or SET
     * @param existing the value before, or null when the key is absent
     * @return the value after, or null when the key is absent after
     */
    static byte[] apply(MutationKind kind, byte[] existing, byte[] operand) {
        return switch (kind) {
            case SET -> operand;
            case ADD -> isEmpty(existing) ? operand : add(existing, operand);
            case BIT_AND -> existing == null ? operand : bitwise(kind, existing, operand);
            case BIT_OR, BIT_XOR -> isEmpty(existing) ? operand : bitwise(kind, existing, operand);
            case APPEND_IF_FITS -> isEmpty(existing) ? operand : append(existing, operand);
            case MAX -> isEmpty(existing) || compare(existing, operand) <= 0 ? operand : fit(existing, operand.length);
            case MIN -> existing == null || compare(existing, operand) >= 0 ? operand : fit(existing, operand.length);
            case BYTE_MIN -> existing == null || !Keys.less(existing, operand) ? operand : existing;
            case BYTE_MAX -> existing == null || !Keys.less(operand, existing) ? operand : existing;
            case COMPARE_AND_CLEAR -> Arrays.equals(existing, operand) ? null : existing;
            case CLEAR_RANGE, SET_VERSIONSTAMPED_KEY, SET_VERSIONSTAMPED_VALUE ->
                throw new IllegalArgumentException("not a byte operation: " + kind);
        };
    }

    private static boolean isEmpty(byte[] existing) {
        return existing == null || existing.length == 0;
    }

    private static byte[] add(byte[] existing, byte[] operand) {
        byte[] sum = new byte[operand.length];
        int carry = 0;
        for (int i = 0; i < sum.length; i++) {
            carry += (operand[i] & 0xff) + (i < existing.length ? existing[i] & 0xff : 0);
            sum[i] = (byte) carry;
            carry >>>= 8;
        }
        return sum;
    }

    private static byte[] bitwise(MutationKind kind, byte[] existing, byte[] operand) {
        byte[] result = new byte[operand.length];
        for (int i = 0; i < result.length; i++) {
            int before = i < existing.length ? existing[i] : 0;
            result[i] = (byte)
                    switch (kind) {
                        case BIT_AND -> before & operand[i];
                        case BIT_OR -> before | operand[i];
                        default -> before ^ operand[i];
                    };
        }
        return result;
    }

    private static byte[] append(byte[] existing, byte[] operand) {
        if (existing.length + operand.length > Limits.VALUE_BYTES) {
            return existing;
        }
        byte[] joined = Arrays.copyOf(existing, existing.length + operand.length);
        System.arraycopy(operand, 0, joined, existing.length, operand.length);
        return joined;
    }

    /** Compares as little-endian numbers, the existing value cut or padded with zeros to the operand's length. */
    private static int compare(byte[] existing, byte[] operand) {
        for (int i = operand.length - 1; i >= 0; i--) {
            int before = i < existing.length ? existing[i] & 0xff : 0;
            int difference = before - (operand[i] & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private static byte[] fit(byte[] existing, int length) {
        return existing.length == length ? existing : Arrays.copyOf(existing, length);
    }
}
