package cc.dmart.jq.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.api.model.DmartException;
import cc.dmart.api.model.ErrorCode;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real worker processes: what the dialect gives, and that nothing gets out of its bounds. */
class ProcessJqEngineTest {
    private static final String INPUT = "[{'n':'b','p':30,'k':'x','t':['q','r']},{'n':'a','p':10.5,'k':'y'},"
            + "{'n':'C','p':20,'k':'x','z':null}]";

    private static ProcessJqEngine engine;

    record Config(String data, int jq_timeout, int jq_workers, int jq_memory_mb) implements JqConfig {
        @Override
        public Class<? extends Annotation> annotationType() {
            return JqConfig.class;
        }
    }

    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    @BeforeAll
    static void start() {
        engine = new ProcessJqEngine(ProcessJqEngineTest::classPath, new Config("", 2, 2, 64));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static String run(String filter) {
        byte[] json = INPUT.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new String(engine.run(filter, json), StandardCharsets.UTF_8).replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
                    .[0]#[{'n':'b','p':30,'k':'x','t':['q','r']}]
                    .[].n#['b','a','C']
                    map(.n)#[['b','a','C']]
                    empty#[]
                    [.[]|select(.p>15)|.n]#[['b','C']]
                    group_by(.k)|map({k:.[0].k,c:length,s:(map(.p)|add)})#[[{'k':'x','c':2,'s':50},{'k':'y','c':1,'s':10.5}]]
                    sort_by(-.p)|map(.n)#[['b','C','a']]
                    sort_by(.n)|map(.n)#[['C','a','b']]
                    unique_by(.k)|map(.n)#[['b','a']]
                    [limit(2;.[])|.n]#[['b','a']]
                    first.n#['b']
                    map(.n|ascii_downcase)#[['b','a','c']]
                    map([.n,.p]|@csv)#[['\\'b\\',30','\\'a\\',10.5','\\'C\\',20']]
                    map(.n|@base64)#[['Yg==','YQ==','Qw==']]
                    map(select(.n|test("^[ab]"))|.n)#[['b','a']]
                    map(.n|gsub("a";"z"))#[['b','z','C']]
                    "a, b"|[splits(", ")]#[['a','b']]
                    .[0]|to_entries|map(.key)#[['n','p','k','t']]
                    .[0]|keys#[['k','n','p','t']]
                    map(with_entries(select(.key=="n")))#[[{'n':'b'},{'n':'a'},{'n':'C'}]]
                    map(.z)#[[null,null,null]]
                    map(has("z"))#[[false,false,true]]
                    [9007199254740993]#[[9007199254740993]]
                    [.[].p|tostring]#[['30','10.5','20']]
                    [1|until(.>100;.*2)]#[[128]]
                    [1|while(.<10;.*2)]#[[1,2,4,8]]
                    [3|recurse(if . > 0 then .-1 else empty end)]#[[3,2,1,0]]
                    reduce .[] as $x (0;.+$x.p)#[60.5]
                    [foreach .[] as $x (0;.+$x.p)]#[[30,40.5,60.5]]
                    def f(x): x*2; map(f(.p))#[[60,21,40]]
                    .[0].t|=map(ascii_upcase)|.[0].t#[['Q','R']]
                    map({(.n):.p})|add#[{'b':30,'a':10.5,'C':20}]
                    [paths(type=="number")]#[[[0,'p'],[1,'p'],[2,'p']]]
                    [.[]|"\\(.n)=\\(.p)"]#[['b=30','a=10.5','C=20']]
                    walk(if type=="number" then .+1 else . end)|map(.p)#[[31,11.5,21]]
                    try error("x") catch .#['x']
                    [.[]|.t//[]|length]#[[2,0,0]]
                    INDEX(.n)|keys#[['C','a','b']]
                    [.[]|select(.k|IN("x"))|.n]#[['b','C']]
                    1700000000|todate#['2023-11-14T22:13:20Z']
                    "2023-11-14T22:13:20Z"|fromdate#[1700000000]
                    "14/11/2023"|strptime("%d/%m/%Y")|mktime#[1699920000]
                    1700000000|strftime("%Y-%m-%d %H:%M")#['2023-11-14 22:13']
                    [" a b "|trim,ltrim]#[['a b','a b ']]
                    [-1|abs]+[(-3|fabs)]#[[1,3]]
                    [isempty(empty)]+[add(.[].p)]#[[true,60.5]]
                    {"a":[1]}|[tostream]#[[[['a',0],1],[['a',0]],[['a']]]]
                    [limit(3;1|repeat(.*2))]#[[1,2,4]]
                    1700000000|gmtime|.[0:3]#[[2023,10,14]]
                    """)
    void filtersAnswer(String filter, String expected) {
        assertThat(run(filter)).isEqualTo(expected.replace("\\\\", "\\"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".[", "nosuch", "error(\"x\")", "1|.a", "def f: f; f", "env", "$ENV", "input", "\"x\"|fromdate"})
    void failuresTellSo(String filter) {
        assertThatThrownBy(() -> run(filter)).isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.code()).isEqualTo(ErrorCode.JQ_ERROR);
        });
        assertThat(run("length")).isEqualTo("[3]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "last(repeat(1))",
                "def f: if false then 1 else (1|f) end; [1|until(false;.+1)]",
                "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"|test(\"^(a+)+$\")",
                "reduce range(1000000000) as $i (0;.+1)",
                "last(pow(range(1000000000);range(1000000000)))",
                "last(1|truncate_stream(range(1000000000)|[[0],1]))",
                "fromstream(range(1000000000)|[[0],1])",
                "last(JOIN({};range(1000000000);tostring))",
                "last(\"1\"|strptime(range(1000000000)|\"%d\"))",
                "isempty(repeat(1)|empty)"
            })
    void filtersThatDoNotEndAreEnded(String filter) {
        assertThatThrownBy(() -> run(filter)).isInstanceOfSatisfying(DmartException.Invalid.class, e -> {
            assertThat(e.status()).isEqualTo(400);
            assertThat(e.code()).isIn(ErrorCode.JQ_TIMEOUT, ErrorCode.JQ_ERROR);
        });
        assertThat(run("length")).isEqualTo("[3]");
    }

    @Test
    void manyAtOnceHoldNoMoreThanTheirProcessesAndTheirTime() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        List<Future<Integer>> bombs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            bombs.add(clients.submit(() -> {
                try {
                    run("reduce range(1000000000) as $i (0;.+1)");
                    return 0;
                } catch (DmartException e) {
                    return e.code();
                }
            }));
        }
        for (Future<Integer> bomb : bombs) {
            assertThat(bomb.get(60, TimeUnit.SECONDS)).isEqualTo(ErrorCode.JQ_TIMEOUT);
        }
        clients.shutdown();
        assertThat(run("length")).isEqualTo("[3]");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (ProcessHandle.current().children().filter(ProcessHandle::isAlive).count() > 2) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void processesEndWithTheEngine() throws Exception {
        ProcessJqEngine other = new ProcessJqEngine(ProcessJqEngineTest::classPath, new Config("", 2, 1, 64));
        assertThat(new String(other.run(".", "1".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .isEqualTo("[1]");
        assertThat(other.idle()).isOne();
        other.close();
        assertThat(other.idle()).isZero();
        assertThatThrownBy(() -> other.run(".", "1".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DmartException.Invalid.class);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new ProcessJqEngine(ProcessJqEngineTest::classPath, new Config("", 0, 1, 64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("jq_timeout");
    }

    @Test
    void aRoundThatFailsIsNotTheLast() throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(3);
        ProcessJqEngine other = new ProcessJqEngine(
                ProcessJqEngineTest::classPath,
                new Config("", 2, 1, 64),
                workers -> {
                    rounds.countDown();
                    throw new NoClassDefFoundError("made up");
                },
                1);
        try {
            assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            other.close();
        }
    }

    /** Neither by what a program defines nor by what the worker needs to define its own. */
    @Test
    void programsLeaveEachOtherAlone() {
        assertThat(run("def abs: 7; def limit(n; f): 8; def mine: 9; [abs, limit(1; 2), mine, isempty(empty)]"))
                .isEqualTo("[[7,8,9,true]]");
        assertThat(run("-1|[abs, limit(1; 2)]")).isEqualTo("[[1,2]]");
        for (String unknown : List.of("mine", "here", "_again")) {
            assertThatThrownBy(() -> run(unknown)).hasMessageContaining("Function " + unknown + "/0 does not exist");
        }
        assertThatThrownBy(() -> run(".[")).hasMessageContaining("the program cannot be read");
    }
}
