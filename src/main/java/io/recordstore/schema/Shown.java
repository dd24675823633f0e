package io.recordstore.schema;

/** A user's words in messages to the user: hostile ones are long. */
final class Shown {
    private static final int MAX_NAME = 100;
    private static final int MAX_SENTENCE = 500;

    private Shown() {}

    static String name(String name) {
        return shortened(name, MAX_NAME);
    }

    static String sentence(String sentence) {
        return shortened(String.valueOf(sentence), MAX_SENTENCE);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "...";
    }
}
