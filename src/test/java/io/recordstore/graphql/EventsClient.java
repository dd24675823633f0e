package io.recordstore.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/** One request whose answers are server-sent events, as graphql-sse has them with a connection for each. */
public final class EventsClient implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final Scanner events;

    /** An event. */
    public record Event(String name, String data) {
        /** What {@code next} brings. */
        public JsonObject payload() {
            assertThat(name).isEqualTo("next");
            return new JsonObject(data);
        }
    }

    /** @param version of HTTP */
    public EventsClient(int port, String path, String token, HttpClient.Version version, String document) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("authorization", "Bearer " + token)
                .header("content-type", "application/json")
                .header("accept", "text/event-stream")
                .POST(BodyPublishers.ofString(
                        new JsonObject().put("query", document).encode()))
                .build();
        try {
            this.response =
                    HttpClient.newBuilder().version(version).build().send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        this.events = new Scanner(response.body(), StandardCharsets.UTF_8).useDelimiter("\n\n");
    }

    public int status() {
        return response.statusCode();
    }

    public String contentType() {
        return response.headers().firstValue("content-type").orElse("");
    }

    /** The next event. */
    public Event next() {
        String[] lines = events.next().split("\n", 2);
        assertThat(lines[0]).startsWith("event: ");
        assertThat(lines[1]).startsWith("data: ");
        return new Event(lines[0].substring("event: ".length()), lines[1].substring("data: ".length()));
    }

    /** Whether nothing more comes. */
    public boolean isOver() {
        return !events.hasNext();
    }

    @Override
    public void close() {
        events.close();
    }
}
