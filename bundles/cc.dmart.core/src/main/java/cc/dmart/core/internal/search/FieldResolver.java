package cc.dmart.core.internal.search;

/** Gives the field that a name means, as a client writes it in a search, a sort or an aggregation. Thread-safe. */
@FunctionalInterface
public interface FieldResolver {
    /** Names as they are, without those of a schema. */
    FieldResolver PLAIN = FieldNames::resolve;

    /** The field of a name, {@code []} left out. */
    FieldPath resolve(String written);
}
