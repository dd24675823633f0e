package io.recordstore.cli;

import io.recordstore.auth.Operation;
import io.recordstore.auth.TokenGrant;
import io.recordstore.fault.InvalidRequest;
import io.recordstore.name.RecordSpaceName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;

/** Rights as people write them: {@code prod/*:read,write}, or {@code prod/*:City:read} for records of one type. */
record RightText(String spaces, Optional<String> recordType, List<Operation> operations) {
    private static final String ALL = "*";

    /** @throws TypeConversionException when it is no right */
    static RightText parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new TypeConversionException(
                    "'" + text + "' is no right: write SPACES:OPERATIONS, such as 'prod/*:read,write'");
        }
        Optional<String> type = parts.length == 3 ? Optional.of(parts[1]) : Optional.empty();
        return new RightText(spaces(parts[0]), type, operations(parts[parts.length - 1]));
    }

    /** A RecordSpace, {@code prefix/*} or {@code *}. */
    static String spaces(String text) {
        try {
            if (!text.equals(ALL)) {
                new RecordSpaceName(text.endsWith("/*") ? text.substring(0, text.length() - 2) : text);
            }
            return text;
        } catch (InvalidRequest noName) {
            throw new TypeConversionException("'" + text + "' is no RecordSpace: write prod/users, 'prod/*' or '*'");
        }
    }

    /** Operations, separated by commas. */
    static List<Operation> operations(String text) {
        return Arrays.stream(text.split(",", -1)).map(RightText::operation).toList();
    }

    private static Operation operation(String text) {
        return Stream.of(Operation.values())
                .filter(operation -> operation.right().equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is no operation: there are "
                        + String.join(
                                ", ",
                                Stream.of(Operation.values())
                                        .map(Operation::right)
                                        .toList())));
    }

    TokenGrant addTo(TokenGrant grant) {
        Operation[] all = operations.toArray(Operation[]::new);
        return recordType.map(type -> grant.rightsOnType(spaces, type, all)).orElseGet(() -> grant.rights(spaces, all));
    }
}
