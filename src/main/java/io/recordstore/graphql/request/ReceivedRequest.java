package io.recordstore.graphql.request;

import io.recordstore.fault.InvalidRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of a request, as the specification of GraphQL over HTTP names them.
 *
 * @param query the document; empty where the client names it by its hash
 * @param operationName which operation of it
 * @param variables values by name
 * @param hash the SHA-256 of the document in lower-case hexadecimal, where the client gives it
 */
public record ReceivedRequest(
        Optional<String> query, Optional<String> operationName, Map<String, Object> variables, Optional<String> hash) {
    private static final String QUERY = "query";
    private static final String OPERATION_NAME = "operationName";
    private static final String VARIABLES = "variables";
    private static final String EXTENSIONS = "extensions";
    private static final String PERSISTED_QUERY = "persistedQuery";
    private static final String HASH = "sha256Hash";

    /** @throws InvalidRequest when the body is no JSON object with these parameters */
    public static ReceivedRequest ofBody(Buffer body) {
        return of(object("body", body.toString()));
    }

    /** @throws InvalidRequest when a parameter is not of its type */
    public static ReceivedRequest ofParameters(MultiMap parameters) {
        JsonObject json =
                new JsonObject().put(QUERY, parameters.get(QUERY)).put(OPERATION_NAME, parameters.get(OPERATION_NAME));
        for (String name : new String[] {VARIABLES, EXTENSIONS}) {
            String text = parameters.get(name);
            json.put(name, text == null || text.isEmpty() ? null : object(name, text));
        }
        return of(json);
    }

    /** @throws InvalidRequest when a parameter is not of its type */
    public static ReceivedRequest of(JsonObject json) {
        JsonObject persisted = typed(json, EXTENSIONS, JsonObject.class)
                .flatMap(extensions -> typed(extensions, PERSISTED_QUERY, JsonObject.class))
                .orElse(new JsonObject());
        ReceivedRequest request = new ReceivedRequest(
                typed(json, QUERY, String.class).filter(text -> !text.isEmpty()),
                typed(json, OPERATION_NAME, String.class).filter(name -> !name.isEmpty()),
                typed(json, VARIABLES, JsonObject.class).map(JsonObject::getMap).orElse(Map.of()),
                typed(persisted, HASH, String.class));
        if (request.query.isEmpty() && request.hash.isEmpty()) {
            throw new InvalidRequest(QUERY, "it is missing: send a GraphQL document");
        }
        return request;
    }

    private static <T> Optional<T> typed(JsonObject json, String name, Class<T> type) {
        Object value = json.getValue(name);
        if (value != null && !type.isInstance(value)) {
            throw new InvalidRequest(name, "it is to be " + (type == String.class ? "a string" : "an object"));
        }
        return Optional.ofNullable(type.cast(value));
    }

    private static JsonObject object(String position, String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException notJson) {
            throw new InvalidRequest(position, "it is to be a JSON object");
        }
    }
}
