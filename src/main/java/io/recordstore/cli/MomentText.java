package io.recordstore.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import io.recordstore.v1.Moment;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Moments that are past as people write them: a version in 24 hexadecimal digits, a time, or a span of time ago. */
final class MomentText implements ITypeConverter<Moment> {
    private static final Pattern VERSION = Pattern.compile("[0-9a-fA-F]{24}");

    @Override
    public Moment convert(String text) {
        if (VERSION.matcher(text).matches()) {
            ByteString version = ByteString.copyFrom(HexFormat.of().parseHex(text));
            return Moment.newBuilder().setVersion(version).build();
        }
        Instant time = text.contains("T") ? time(text) : Instant.now().minus(Durations.parse(text));
        return Moment.newBuilder()
                .setTime(Timestamps.fromMillis(time.toEpochMilli()))
                .build();
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            throw new TypeConversionException(
                    "'" + text + "' is no moment: write 2026-01-31T12:00:00Z, 5m, or the 24 digits of a version");
        }
    }
}
