package io.recordstore.cli.connection;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * A list that the server answers page by page; the next page is asked for when all of the last was taken.
 *
 * @param call answers the page of a token, the first of an empty one
 * @param elements what is on a page
 * @param nextPageToken that of the next page; empty on the last
 */
public record Pages<R, E>(Function<String, R> call, Function<R, List<E>> elements, Function<R, String> nextPageToken)
        implements Iterable<E> {

    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {
            private String token = "";
            private boolean isLast;
            private Iterator<E> page = List.<E>of().iterator();

            @Override
            public boolean hasNext() {
                while (!page.hasNext() && !isLast) {
                    R answer = call.apply(token);
                    page = elements.apply(answer).iterator();
                    token = nextPageToken.apply(answer);
                    isLast = token.isEmpty();
                }
                return page.hasNext();
            }

            @Override
            public E next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return page.next();
            }
        };
    }
}
