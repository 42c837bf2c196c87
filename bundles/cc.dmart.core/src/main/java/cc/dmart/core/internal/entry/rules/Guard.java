package cc.dmart.core.internal.entry.rules;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonValue;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.Payload;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.meta.Versions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must still be true of a new version when it is committed, and the claims that keep it true: unique fields of the folder,
 * unique addresses of accounts, names that accounts, groups and roles refer to, an administrator who can act. Thread-safe.
 *
 * @param combinations unique fields that changed
 * @param version      the new version with its body as content
 * @param asItWas      whether records of accounts are taken in with names that dangle and addresses that others have
 */
public record Guard(
        CommandContext context,
        Locator at,
        JsonObject before,
        JsonObject after,
        List<List<String>> combinations,
        JsonObject version,
        boolean asItWas)
        implements Runnable {

    /**
     * A guard of a new version.
     *
     * @param before meta before, with the body as content where unique fields may be in it; empty for a create
     * @param body   the new body as content
     */
    public static Guard of(
            CommandContext context, Locator at, JsonObject before, JsonObject after, Optional<JsonValue> body) {
        List<List<String>> rules = rulesOf(context, at, after);
        if (rules.isEmpty()) {
            return new Guard(context, at, before, after, List.of(), JsonObject.EMPTY, false);
        }
        JsonObject version = Versions.withBody(after, body);
        return new Guard(context, at, before, after, UniqueFields.toCheck(rules, before, version), version, false);
    }

    /** A guard of what an archive holds: accounts come back as they were, and what is odd about them is reported. */
    public static Guard ofImport(
            CommandContext context, Locator at, JsonObject before, JsonObject after, Optional<JsonValue> body) {
        return AccountRules.apply(at.type())
                ? new Guard(context, at, before, after, List.of(), JsonObject.EMPTY, true)
                : of(context, at, before, after, body);
    }

    /** Combinations that count for an entry; those without a schema are left out but for accounts ({@code storage.md} 3.8). */
    public static List<List<String>> rulesOf(CommandContext context, Locator at, JsonObject meta) {
        if (!at.type().isEntry() || at.subpath().isRoot()) {
            return List.of();
        }
        boolean counts = AccountRules.apply(at.type())
                || meta.object("payload")
                        .map(Payload::new)
                        .flatMap(Payload::schemaShortname)
                        .isPresent();
        return counts ? context.lookups().uniqueFields(at.space(), at.subpath()) : List.of();
    }

    /** All claims of a change. */
    public List<Claim> claims(List<Claim> own) {
        // whoever asks whether dmart stays an administrator asks of several records
        boolean accounts = AccountRules.refers(at.type(), before, after)
                || (AccountRules.apply(at.type()) && AccountRules.touchesAccess(at.type(), before, after));
        if (combinations.isEmpty() && !accounts) {
            return own;
        }
        List<Claim> out = new ArrayList<>(own);
        if (!combinations.isEmpty()) {
            out.add(Claim.unique(at.space(), at.subpath()));
        }
        if (accounts) {
            out.add(Claim.references());
        }
        return out;
    }

    @Override
    public void run() {
        if (AccountRules.apply(at.type())) {
            AccountRules rules = context.rules().accounts();
            rules.requireAdministrator(context.access(), at, before, after);
            if (asItWas) {
                rules.report(at, before, after);
            } else {
                rules.requireLinks(at, before, after);
                rules.requireUnique(at, before, after);
            }
        }
        context.rules().unique().requireUnique(at, combinations, version);
    }
}
