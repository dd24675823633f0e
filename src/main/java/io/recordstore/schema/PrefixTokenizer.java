package io.recordstore.schema;

import com.apple.foundationdb.record.provider.common.text.DefaultTextTokenizer;
import com.apple.foundationdb.record.provider.common.text.TextTokenizer;
import com.apple.foundationdb.record.provider.common.text.TextTokenizerFactory;
import com.apple.foundationdb.record.provider.common.text.TextTokenizerRegistry;
import com.apple.foundationdb.record.provider.common.text.TextTokenizerRegistryImpl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The words of {@link DefaultTextTokenizer} and, in an index, every beginning of them: a search for "amst" finds
 * "Amsterdam" as a whole word. A beginning has the position of its word, so that phrases are found as ever.
 */
public final class PrefixTokenizer implements TextTokenizer {
    /** The name by which an index refers to it; stored with the index and so for good. */
    public static final String NAME = "prefix";

    /** Code points of the longest beginning: longer ones tell little more and cost a key each. */
    static final int MAX_PREFIX = 12;

    private static final PrefixTokenizer INSTANCE = new PrefixTokenizer();

    private PrefixTokenizer() {}

    /** The registry is one for the whole program, and refuses a second factory of a name. */
    private static final class Factory implements TextTokenizerFactory {
        static final Factory INSTANCE = new Factory();

        @Override
        public String getName() {
            return NAME;
        }

        @Override
        public TextTokenizer getTokenizer() {
            return PrefixTokenizer.INSTANCE;
        }
    }

    /**
     * Makes it known to the Record Layer; may be called any number of times. A live reload of dev mode loads this class
     * anew and leaves the registry with the one before, which does the same.
     */
    static synchronized void register() {
        TextTokenizerRegistry registry = TextTokenizerRegistryImpl.instance();
        if (!registry.getRegistry().containsKey(NAME)) {
            registry.register(Factory.INSTANCE);
        }
    }

    @Override
    public Iterator<String> tokenize(String text, int version, TokenizerMode mode) {
        Iterator<String> words = DefaultTextTokenizer.instance().tokenize(text, version, mode);
        if (mode == TokenizerMode.QUERY) {
            return words;
        }
        List<String> tokens = new ArrayList<>();
        words.forEachRemaining(word -> tokens.addAll(withPrefixes(word)));
        return tokens.iterator();
    }

    @Override
    public Map<String, List<Integer>> tokenizeToMap(String text, int version, TokenizerMode mode) {
        Map<String, List<Integer>> positions = new HashMap<>();
        Iterator<String> words = DefaultTextTokenizer.instance().tokenize(text, version, mode);
        for (int position = 0; words.hasNext(); position++) {
            String word = words.next();
            for (String token : mode == TokenizerMode.QUERY ? List.of(word) : withPrefixes(word)) {
                positions.computeIfAbsent(token, absent -> new ArrayList<>()).add(position);
            }
        }
        return positions;
    }

    private static List<String> withPrefixes(String word) {
        List<String> tokens = new ArrayList<>();
        int length = word.codePointCount(0, word.length());
        for (int end = 1; end < length && end <= MAX_PREFIX; end++) {
            tokens.add(word.substring(0, word.offsetByCodePoints(0, end)));
        }
        tokens.add(word);
        return tokens;
    }

    @Override
    public int getMaxVersion() {
        return GLOBAL_MIN_VERSION;
    }

    @Override
    public String getName() {
        return NAME;
    }
}
