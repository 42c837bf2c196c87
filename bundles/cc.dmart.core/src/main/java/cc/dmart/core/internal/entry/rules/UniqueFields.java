package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.index.DocumentKind;
import cc.dmart.api.index.EntryIndex;
import cc.dmart.api.index.ExactField;
import cc.dmart.api.index.FieldTest;
import cc.dmart.api.index.IndexPage;
import cc.dmart.api.index.IndexQuery;
import cc.dmart.api.index.IndexRequest;
import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import cc.dmart.api.model.JsonBool;
import cc.dmart.api.model.JsonNumber;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.User;
import cc.dmart.api.storage.EntryStore;
import cc.dmart.api.storage.StoredEntry;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.feed.DocumentBuilder;
import cc.dmart.core.internal.meta.Versions;
import cc.dmart.core.internal.unique.UniqueValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Uniqueness of values inside a folder ({@code storage.md} 3.8, 8.2) and of e-mail addresses, phone numbers
 * ({@code security.md} 1.3) and identities at other providers. The index names candidates, the stored entries decide; the caller
 * holds the claim of the folder, so that nobody adds one in between. A combination counts only when all of its values are there.
 * Thread-safe.
 */
public final class UniqueFields {
    private static final int PAGE = 100;
    /** Characters of values that a refusal tells: a body has millions. */
    private static final int MOST_TOLD = 1000;

    private final EntryStore store;
    private final EntryIndex index;

    UniqueFields(EntryStore store, EntryIndex index) {
        this.store = store;
        this.index = index;
    }

    /**
     * The combinations that a version fills completely and whose values differ from the version before.
     *
     * @throws DmartException.Invalid {@code E(400,request,402)} if one has more values than the index has terms for
     */
    static List<List<String>> toCheck(List<List<String>> rules, JsonObject before, JsonObject after) {
        List<List<String>> out = new ArrayList<>();
        for (List<String> paths : rules) {
            boolean complete = true;
            boolean differs = false;
            for (String path : paths) {
                List<JsonValue> values = UniqueValues.valuesAt(after, path);
                complete &= !values.isEmpty();
                differs |= !values.equals(UniqueValues.valuesAt(before, path));
            }
            if (complete && differs) {
                paths.forEach(path -> requireFew(path, after));
                out.add(paths);
            }
        }
        return out;
    }

    /**
     * The claims of a change of an entry. Where a folder gets other rules, what is on its way into it is over before, or is held
     * against them.
     *
     * @param claims with that of the entry itself
     */
    public static List<Claim> claims(List<Claim> claims, Optional<StoredEntry> before, StoredEntry after) {
        Locator at = after.at();
        if (at.type() != ResourceType.FOLDER
                || before.map(UniqueValues::rules).orElse(List.of()).equals(UniqueValues.rules(after))) {
            return claims;
        }
        return claims.stream()
                .map(claim -> claim.equals(Claim.entry(at)) ? Claim.tree(at) : claim)
                .toList();
    }

    private static void requireFew(String path, JsonObject version) {
        if (UniqueValues.valuesAt(version, path).size() > UniqueValues.MOST) {
            throw DmartException.Invalid.request(
                    ErrorCode.INVALID_DATA,
                    path + " must be unique and has more than " + UniqueValues.MOST + " values");
        }
    }

    /**
     * Checks combinations against the other entries of the folder.
     *
     * @param version meta with the body as content
     * @throws DmartException.Conflict {@code E(400,request,415)}
     */
    void requireUnique(Locator at, List<List<String>> combinations, JsonObject version) {
        for (List<String> paths : combinations) {
            List<IndexQuery> clauses = new ArrayList<>();
            clauses.add(IndexQuery.Exact.of(ExactField.SUBPATH, at.subpath().slashed()));
            for (String path : paths) {
                List<IndexQuery> any = new ArrayList<>();
                any.add(new IndexQuery.Exact(ExactField.VALUE, UniqueValues.terms(path, version)));
                // the terms of a folder that has just got its rules are still being made
                if (DocumentBuilder.isIndexed(path, true)) {
                    UniqueValues.valuesAt(version, path).stream()
                            .filter(value -> !(value instanceof JsonObject))
                            .forEach(value -> any.add(new IndexQuery.Field(path, equal(value))));
                }
                clauses.add(new IndexQuery.Or(any));
            }
            if (exists(at.space(), new IndexQuery.And(clauses), e -> !isSame(e.at(), at) && meets(e, paths, version))) {
                throw DmartException.Conflict.notUnique(text(paths, version));
            }
        }
    }

    /**
     * Checks an e-mail address or phone number against the other accounts.
     *
     * @throws DmartException.Conflict {@code E(400,request,415)}
     */
    void requireUnique(Locator user, ExactField field, String name, String value) {
        boolean taken = exists(
                user.space(),
                IndexQuery.Exact.of(field, value),
                e -> e.at().type() == ResourceType.USER
                        && !isSame(e.at(), user)
                        && e.entry()
                                .meta()
                                .string(name)
                                .filter(value::equalsIgnoreCase)
                                .isPresent());
        if (taken) {
            throw DmartException.Conflict.notUnique("@" + name + ":" + value + " ");
        }
    }

    /**
     * Checks an identity at another provider against the other accounts.
     *
     * @throws DmartException.Conflict {@code E(400,request,415)}, which does not tell the identity
     */
    void requireUnlinked(Locator user, String provider, String id) {
        boolean taken = exists(
                user.space(),
                IndexQuery.Exact.of(ExactField.VALUE, DocumentBuilder.linked(provider, id)),
                e -> e.at().type() == ResourceType.USER
                        && !isSame(e.at(), user)
                        && new User(e.entry()).linkedIdentity(provider).equals(Optional.of(id)));
        if (taken) {
            throw DmartException.Conflict.notUnique("@" + provider + "_id ");
        }
    }

    /** Whether some stored entry of a space that the index finds meets the test. */
    boolean exists(SpaceName space, IndexQuery query, Predicate<StoredEntry> test) {
        index.await();
        for (int offset = 0; ; offset += PAGE) {
            IndexPage page = index.search(IndexRequest.unfiltered(space, DocumentKind.ENTRY, query, offset, PAGE));
            for (Locator hit : page.hits()) {
                if (store.find(hit).filter(test).isPresent()) {
                    return true;
                }
            }
            if (page.hits().size() < PAGE) {
                return false;
            }
        }
    }

    private static boolean isSame(Locator a, Locator b) {
        return a.shortname().equals(b.shortname()) && a.subpath().equals(b.subpath());
    }

    private static boolean meets(StoredEntry other, List<String> paths, JsonObject version) {
        JsonObject theirs = Versions.content(other);
        for (String path : paths) {
            Set<JsonValue> values = new HashSet<>(UniqueValues.valuesAt(theirs, path));
            if (Collections.disjoint(values, UniqueValues.valuesAt(version, path))) {
                return false;
            }
        }
        return true;
    }

    /** A test for a value as the index compares it; what is stored decides in the end. */
    static FieldTest equal(JsonValue value) {
        if (value instanceof JsonNumber n) {
            return new FieldTest.Equal(
                    n.text(),
                    List.of(n.text()),
                    OptionalDouble.of(n.doubleValue()),
                    Optional.empty(),
                    Optional.empty());
        }
        if (value instanceof JsonBool b) {
            String text = Boolean.toString(b.value());
            return new FieldTest.Equal(
                    text, List.of(text), OptionalDouble.empty(), Optional.of(b.value()), Optional.empty());
        }
        return FieldTest.Equal.ofText(value instanceof JsonString s ? s.value() : "");
    }

    private static String text(List<String> paths, JsonObject version) {
        StringBuilder out = new StringBuilder();
        for (String path : paths) {
            for (JsonValue value : UniqueValues.valuesAt(version, path)) {
                String shown = value instanceof JsonString s ? s.value() : JsonCodec.writeString(value);
                out.append('@').append(path).append(':').append(shown).append(' ');
                if (out.length() > MOST_TOLD) {
                    int end = Character.isHighSurrogate(out.charAt(MOST_TOLD - 1)) ? MOST_TOLD - 1 : MOST_TOLD;
                    return out.substring(0, end) + "...";
                }
            }
        }
        return out.toString();
    }
}
