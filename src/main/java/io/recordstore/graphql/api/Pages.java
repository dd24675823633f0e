package io.recordstore.graphql.api;

import io.recordstore.fault.InvalidRequest;
import io.recordstore.graphql.api.model.PageInfoObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Pages of Relay connections, forwards. */
final class Pages {
    private static final int DEFAULT_SIZE = 20;

    private Pages() {}

    /** @throws InvalidRequest when it is not within bounds */
    static int size(Integer first, int max) {
        if (first == null) {
            return DEFAULT_SIZE;
        }
        if (first < 1 || first > max) {
            throw new InvalidRequest("first", "it is from 1 to " + max + ", or left out for " + DEFAULT_SIZE);
        }
        return first;
    }

    /** What an edge says of a place in a list, from what the list itself calls it. */
    static String cursor(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The place that a cursor says; empty for the beginning.
     *
     * @throws InvalidRequest when it is no cursor
     */
    static String place(String after) {
        if (after == null) {
            return "";
        }
        try {
            return new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw foreign();
        }
    }

    static InvalidRequest foreign() {
        return new InvalidRequest("after", "it is no cursor of this list");
    }

    /** Makes a connection of its edges, its nodes and where it is. */
    interface Connection<N, E, C> {
        C of(List<E> edges, List<N> nodes, PageInfoObject pageInfo);
    }

    /**
     * A page.
     *
     * @param found one more than the page holds, where there is one
     * @param place what the list itself calls a node's place
     */
    static <N, E, C> C page(
            List<N> found,
            int size,
            String after,
            Function<N, String> place,
            BiFunction<N, String, E> edge,
            Connection<N, E, C> connection) {
        List<N> nodes = found.subList(0, Math.min(size, found.size()));
        List<String> cursors = nodes.stream().map(place).map(Pages::cursor).toList();
        List<E> edges = IntStream.range(0, nodes.size())
                .mapToObj(i -> edge.apply(nodes.get(i), cursors.get(i)))
                .toList();
        return connection.of(edges, nodes, info(cursors, found.size() > size, after));
    }

    /** @param cursors of the page's edges */
    static PageInfoObject info(List<String> cursors, boolean hasNext, String after) {
        return new PageInfoObject(
                hasNext,
                after != null,
                cursors.isEmpty() ? null : cursors.get(0),
                cursors.isEmpty() ? after : cursors.get(cursors.size() - 1));
    }
}
