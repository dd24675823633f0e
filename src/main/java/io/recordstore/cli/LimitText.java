package io.recordstore.cli;

import io.recordstore.cli.failure.CommandFailure;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A limit as people write it: {@code 1000}, {@code 10G}, {@code none} or {@code default}. */
final class LimitText {
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,9})([KMG]?)");
    private static final String UNITS = "KMG";
    private static final int BITS_OF_THOUSAND = 10;
    private static final long NONE = -1;

    private LimitText() {}

    /**
     * The value as requests have it; empty for what configuration says.
     *
     * @throws CommandFailure when it is no limit
     */
    static OptionalLong parse(String text) {
        if (text.equals("default")) {
            return OptionalLong.empty();
        }
        if (text.equals("none")) {
            return OptionalLong.of(NONE);
        }
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            throw CommandFailure.usage(
                    "'" + text + "' is no limit: write a number such as 1000 or 10G, none, or default");
        }
        int thousands = number.group(2).isEmpty() ? 0 : UNITS.indexOf(number.group(2)) + 1;
        return OptionalLong.of(Long.parseLong(number.group(1)) << BITS_OF_THOUSAND * thousands);
    }
}
