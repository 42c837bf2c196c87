package cc.dmart.jq.worker;

/** Functions of jq that the library lacks and that can be said in jq itself. Thread-safe. */
final class Definitions {
    /** Put before every program. */
    static final String TEXT = """
            def IN(s): any(s == .; .);
            def IN(src; s): any(src == s; .);
            def INDEX(stream; f): reduce stream as $row ({}; .[$row|f|tostring] |= $row);
            def INDEX(f): INDEX(.[]; f);
            def abs: if type == "number" and . < 0 then -. else . end;
            def fabs: abs;
            def trunc: if . < 0 then ceil else floor end;
            def toarray: if type == "array" then . else [.] end;
            def add(f): reduce f as $x (null; . + $x);
            def isempty(g): [limit(1; g)] | length == 0;
            def isvalid(f): try (f|true) catch false;
            def ltrim: sub("^\\\\s+"; "");
            def rtrim: sub("\\\\s+$"; "");
            def trim: ltrim | rtrim;
            def bsearch($t): (map(. == $t) | index(true)) // (-1 - ([.[] | select(. < $t)] | length));
            def repeat(f): def _again: ., (f | _again); _again;
            def ascii: [.] | implode;
            def tostream: path(def _r: (.[]? | _r), .; _r) as $p
              | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);
            def have_decnum: false;
            def have_literal_numbers: true;
            def todateiso8601: strftime("%Y-%m-%dT%H:%M:%SZ");
            def fromdateiso8601: strptime("%Y-%m-%dT%H:%M:%SZ") | mktime;
            def todate: todateiso8601;
            def fromdate: fromdateiso8601;
            def date: todate;
            def dateadd(u; n): . + n;
            def datesub(u; n): . - n;
            """;

    private Definitions() {}
}
