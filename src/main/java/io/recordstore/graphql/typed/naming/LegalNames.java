package io.recordstore.graphql.typed.naming;

import java.util.Locale;

/** Names as GraphQL allows them: letters, digits and {@code _}, not a digit first, and not {@code __} first. */
public final class LegalNames {
    private static final String RESERVED = "__";

    private LegalNames() {}

    /** The name itself where GraphQL allows it. */
    public static String of(String name) {
        StringBuilder legal = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            legal.append(isLetter(c) || isDigit(c) ? c : '_');
        }
        if (legal.length() == 0 || isDigit(legal.charAt(0))) {
            legal.insert(0, '_');
        }
        while (legal.indexOf(RESERVED) == 0) {
            legal.deleteCharAt(0);
        }
        return legal.toString();
    }

    /** The name of an enum's value, which may be none of the literals. */
    public static String ofEnumValue(String name) {
        String legal = of(name);
        return switch (legal) {
            case "true", "false", "null" -> legal + "_";
            default -> legal;
        };
    }

    /** {@code City} as {@code city}, {@code HTTPRoute} as {@code httpRoute}, {@code Order_Line} as {@code orderLine}. */
    public static String lowerCamel(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        boolean startsWord = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                startsWord = camel.length() > 0;
            } else {
                camel.append(startsWord ? Character.toUpperCase(c) : c);
                startsWord = false;
            }
        }
        return of(withoutCapitalsFirst(camel.toString()));
    }

    private static String withoutCapitalsFirst(String camel) {
        int capitals = 0;
        while (capitals < camel.length() && Character.isUpperCase(camel.charAt(capitals))) {
            capitals++;
        }
        boolean endsInWord = capitals > 1 && capitals < camel.length() && Character.isLowerCase(camel.charAt(capitals));
        int lowered = endsInWord ? capitals - 1 : capitals;
        return camel.substring(0, lowered).toLowerCase(Locale.ROOT) + camel.substring(lowered);
    }

    /** {@code featureCode} as {@code FeatureCode}. */
    public static String capitalised(String name) {
        return name.isEmpty() ? name : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** {@code location.latitude} and {@code locationLatitude} as {@code LOCATION_LATITUDE}. */
    public static String upperSnake(String path) {
        String snake = path.replace('.', '_').replaceAll("([a-z0-9])([A-Z])", "$1_$2");
        return of(snake.toUpperCase(Locale.ROOT));
    }

    private static boolean isLetter(char c) {
        return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
