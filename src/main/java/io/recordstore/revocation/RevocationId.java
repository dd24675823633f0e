package io.recordstore.revocation;

import io.recordstore.fault.InvalidRequest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What names a block of a token: its signature, 64 bytes.
 *
 * @param hex 128 hexadecimal digits in lower case
 */
public record RevocationId(String hex) {
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{128}");

    /** @throws IllegalArgumentException when it is not 128 digits */
    public RevocationId {
        if (!DIGITS.matcher(hex).matches()) {
            throw new IllegalArgumentException("a revocation id is 128 hexadecimal digits in lower case");
        }
    }

    /**
     * As a user wrote it, in either case.
     *
     * @throws InvalidRequest naming the field when it is none
     */
    public static RevocationId parse(String field, String text) {
        String lowerCase = text.strip().toLowerCase(Locale.ROOT);
        if (!DIGITS.matcher(lowerCase).matches()) {
            throw new InvalidRequest(field, "a revocation id is 128 hexadecimal digits");
        }
        return new RevocationId(lowerCase);
    }

    static RevocationId of(byte[] bytes) {
        return new RevocationId(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
