package cc.dmart.api.index;

import cc.dmart.api.model.Locator;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the index holds of one entry or attachment ({@code query.md} 6). Built by {@code core} alone, so that every engine
 * holds the same. Thread-safe.
 *
 * @param at      the address, which is also the identity: a put replaces the document of the same address
 * @param kind    which document set
 * @param exact   terms per exact field
 * @param leaves  scalars by path: meta and payload
 * @param present every path with a non-null value, objects and empty lists too; the paths of leaves and what is above them
 *                are present whether named or not
 * @param text    values of the free text; a phrase stays inside one value
 */
public record IndexDocument(
        Locator at,
        DocumentKind kind,
        Map<ExactField, Collection<String>> exact,
        List<Leaf> leaves,
        Set<String> present,
        List<String> text) {}
