package io.recordstore.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the spans that end while a test listens. */
@ApplicationScoped
public class RecordedSpans implements SpanExporter {
    private final List<SpanData> spans = new CopyOnWriteArrayList<>();
    private volatile boolean isListening;

    public void listen() {
        spans.clear();
        isListening = true;
    }

    public List<SpanData> stop() {
        isListening = false;
        List<SpanData> all = List.copyOf(spans);
        spans.clear();
        return all;
    }

    public List<SpanData> soFar() {
        return spans;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
        if (isListening) {
            spans.addAll(ended);
        }
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
