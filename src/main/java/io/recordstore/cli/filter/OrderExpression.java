package io.recordstore.cli.filter;

import io.recordstore.v1.SortKey;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code --order-by}: {@code -population, name}, {@code population desc}, {@code -version()}. */
public final class OrderExpression {
    private OrderExpression() {}

    /** @throws SyntaxError when it cannot be read, with the place */
    public static List<SortKey> parse(String text) {
        Words words = new Words(text);
        List<SortKey> keys = new ArrayList<>();
        do {
            keys.add(key(words));
        } while (words.takeSymbol(","));
        if (words.next().kind() != Lexeme.Kind.END) {
            throw words.error(
                    words.next(),
                    "expected ',', 'asc', 'desc' or the end, found "
                            + words.next().shown());
        }
        return keys;
    }

    private static SortKey key(Words words) {
        boolean descending = words.takeSymbol("-");
        Lexeme path = words.requirePath();
        SortKey.Builder key = SortKey.newBuilder();
        if (path.isKeyword("version") && words.takeSymbol("(")) {
            words.requireSymbol(")", "closes 'version('");
            key.setVersion(true);
        } else {
            key.setPath(path.text());
        }
        if (!words.take("asc")) {
            descending ^= words.take("desc");
        }
        return key.setDescending(descending).build();
    }
}
