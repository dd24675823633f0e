package io.recordstore.store;

import com.apple.foundationdb.async.AsyncUtil;
import com.apple.foundationdb.record.provider.foundationdb.FDBRecordContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** What the span of a transaction says: its attempts and what became of each, its bytes and its versions. */
final class TransactionSpan {
    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
    private static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("recordstore.attempts");
    private static final AttributeKey<Long> BYTES = AttributeKey.longKey("recordstore.commit_bytes");
    private static final AttributeKey<Long> READ_VERSION = AttributeKey.longKey("recordstore.read_version");
    private static final AttributeKey<Long> COMMITTED_VERSION = AttributeKey.longKey("recordstore.committed_version");

    private final Span span;
    private int attempts;

    TransactionSpan(Span span) {
        this.span = span;
        span.setAttribute(SYSTEM, "foundationdb");
    }

    /** Lets the context know the read version that it has by now, so that the span can say it. */
    CompletableFuture<?> knowReadVersion(FDBRecordContext context) {
        return span.isRecording() ? context.getReadVersionAsync() : AsyncUtil.DONE;
    }

    void committing(long bytes) {
        span.setAttribute(BYTES, bytes);
    }

    void committed(FDBRecordContext context) {
        span.setAttribute(COMMITTED_VERSION, context.getCommittedVersion());
    }

    /** @param error null where there is none; a conflict becomes an event of its name */
    void attempted(FDBRecordContext context, Throwable error) {
        attempts++;
        if (!span.isRecording()) {
            return;
        }
        span.setAttribute(ATTEMPTS, (long) attempts);
        if (context.hasReadVersion()) {
            span.setAttribute(READ_VERSION, context.getReadVersion());
        }
        if (error != null) {
            span.addEvent(
                    AttemptOutcome.of(error).name().toLowerCase(Locale.ROOT), Attributes.of(ATTEMPTS, (long) attempts));
        }
    }
}
