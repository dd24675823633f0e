package io.recordstore.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.recordstore.fault.Fault;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Spans round steps of a call. Of a failure a span has the reason and nothing that was said about it: what callers send
 * and what records hold is no matter of traces.
 */
@Singleton
public class Spans {
    private final Tracer tracer;

    public Spans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** @param isDisabled whether nobody takes spans: a disabled SDK makes and records them all the same */
    @Inject
    Spans(Tracer tracer, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean isDisabled) {
        this(isDisabled ? TracerProvider.noop().get("") : tracer);
    }

    /**
     * Does a step under a span of its own, a child of the current one.
     *
     * @param name one of a fixed set
     */
    public <T> Uni<T> around(String name, Function<Span, Uni<T>> step) {
        return Uni.createFrom().deferred(() -> {
            Span span = tracer.spanBuilder(name).startSpan();
            return span.isRecording()
                    ? step.apply(span)
                            .onTermination()
                            .invoke((item, failure, isCancelled) -> end(span, failure, isCancelled))
                    : step.apply(span);
        });
    }

    /** As {@link #around}, of a step with several results. */
    public <T> Multi<T> aroundAll(String name, Function<Span, Multi<T>> step) {
        return Multi.createFrom().deferred(() -> {
            Span span = tracer.spanBuilder(name).startSpan();
            return step.apply(span).onTermination().invoke((failure, isCancelled) -> end(span, failure, isCancelled));
        });
    }

    private static void end(Span span, Throwable failure, boolean isCancelled) {
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, reason(failure));
        } else if (isCancelled) {
            span.addEvent("cancelled");
        }
        span.end();
    }

    private static String reason(Throwable failure) {
        return failure instanceof Fault fault
                ? fault.reason()
                : failure.getClass().getSimpleName();
    }
}
