package io.recordstore.graphql.typed.naming;

import java.util.Map;
import java.util.Set;

/** English plurals of names in lowerCamelCase, by their last word. */
public final class Plurals {
    private static final Map<String, String> IRREGULAR = Map.ofEntries(
            Map.entry("person", "people"),
            Map.entry("child", "children"),
            Map.entry("man", "men"),
            Map.entry("woman", "women"),
            Map.entry("foot", "feet"),
            Map.entry("tooth", "teeth"),
            Map.entry("goose", "geese"),
            Map.entry("mouse", "mice"),
            Map.entry("criterion", "criteria"),
            Map.entry("datum", "data"),
            Map.entry("quiz", "quizzes"),
            Map.entry("knife", "knives"),
            Map.entry("life", "lives"),
            Map.entry("wife", "wives"),
            Map.entry("leaf", "leaves"),
            Map.entry("shelf", "shelves"),
            Map.entry("half", "halves"),
            Map.entry("wolf", "wolves"),
            Map.entry("loaf", "loaves"),
            Map.entry("hero", "heroes"),
            Map.entry("potato", "potatoes"),
            Map.entry("tomato", "tomatoes"),
            Map.entry("echo", "echoes"),
            Map.entry("gas", "gases"),
            Map.entry("lens", "lenses"),
            Map.entry("alias", "aliases"),
            Map.entry("atlas", "atlases"),
            Map.entry("canvas", "canvases"));

    /** Without a plural, or plurals themselves. */
    private static final Set<String> UNCOUNTABLE = Set.of(
            "data",
            "metadata",
            "equipment",
            "feedback",
            "fish",
            "info",
            "information",
            "media",
            "money",
            "news",
            "people",
            "series",
            "sheep",
            "software",
            "species");

    private Plurals() {}

    /** {@code city} as {@code cities}; a name that is a plural, or has none, with {@code List} after it. */
    public static String of(String name) {
        int lastWord = lastWord(name);
        String word = Character.toLowerCase(name.charAt(lastWord)) + name.substring(lastWord + 1);
        if (UNCOUNTABLE.contains(word) || isPlural(word)) {
            return name + "List";
        }
        String plural = IRREGULAR.getOrDefault(word, regular(word));
        return name.substring(0, lastWord) + name.charAt(lastWord) + plural.substring(1);
    }

    private static int lastWord(String name) {
        int start = name.length() - 1;
        while (start > 0 && !Character.isUpperCase(name.charAt(start))) {
            start--;
        }
        return start;
    }

    private static boolean isPlural(String word) {
        return word.length() > 2
                && word.endsWith("s")
                && !word.endsWith("ss")
                && !word.endsWith("us")
                && !word.endsWith("is")
                && !IRREGULAR.containsKey(word);
    }

    private static String regular(String word) {
        if (word.endsWith("sis")) {
            return word.substring(0, word.length() - 2) + "es";
        }
        if (word.endsWith("s")
                || word.endsWith("x")
                || word.endsWith("z")
                || word.endsWith("ch")
                || word.endsWith("sh")) {
            return word + "es";
        }
        boolean endsInConsonantAndY = word.length() > 1
                && word.endsWith("y")
                && "aeiou".indexOf(Character.toLowerCase(word.charAt(word.length() - 2))) < 0;
        return endsInConsonantAndY ? word.substring(0, word.length() - 1) + "ies" : word + "s";
    }
}
