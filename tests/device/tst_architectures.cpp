#include <QTemporaryDir>
#include <QTest>

#include "inference/device/torch_facts.h"

using namespace espalier;

class TestArchitectures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void serves_data() {
        QTest::addColumn<QString>("code");
        QTest::addColumn<int>("capability");
        QTest::addColumn<bool>("serves");
        QTest::newRow("the same") << "75 86 90" << 86 << true;
        QTest::newRow("a greater minor one: 8.9 on 8.6 code") << "75 86 90" << 89 << true;
        QTest::newRow("12.1 on 12.0 code") << "120" << 121 << true;
        QTest::newRow("a smaller minor one: 8.0 on 8.6 code") << "75 86 90" << 80 << false;
        QTest::newRow("another major one") << "75 86 90" << 120 << false;
        QTest::newRow("older than all") << "75 86 90" << 61 << false;
        QTest::newRow("PTX of its own") << "75 ptx90" << 90 << true;
        QTest::newRow("PTX of an older one") << "75 ptx90" << 120 << true;
        QTest::newRow("PTX of a newer one") << "75 ptx90" << 86 << false;
        QTest::newRow("nothing") << "" << 90 << false;
    }
    void serves() {
        QFETCH(QString, code);
        QFETCH(int, capability);
        QTEST(Architectures::fromList(code.toStdString()).serve(capability), "serves");
    }

    void readsCompilerFlags() {
        const auto code = Architectures::fromCompilerFlags(
            "-gencode;arch=compute_90a,code=sm_90a;-gencode;arch=compute_120,code=sm_120;"
            "-gencode;arch=compute_75,code=sm_75;-gencode;arch=compute_120,code=compute_120");
        QCOMPARE(QString::fromStdString(code.text()), QString("sm_75 sm_120 and PTX for sm_120"));
    }

    void findsTheFlagsInALibrary() {
        QTemporaryDir folder;
        QFile library(folder.filePath("lib.so"));
        QVERIFY(library.open(QIODevice::WriteOnly));
        QByteArray content(1 << 20, '-');
        content.append('\0').append("-gencode;arch=compute_75,code=sm_75;-gencode;arch=compute_90,code=sm_90");
        content.append('\0').append("-gencode;arch=compute_50,code=sm_50");
        library.write(content);
        library.close();
        QCOMPARE(QString::fromStdString(scanArchitectures(library.fileName().toStdString()).text()),
                 QString("sm_75 sm_90"));
    }

    void findsNothing_whenThereIsNoSuchLibrary() {
        QVERIFY(scanArchitectures("/nowhere/libtorch_cuda.so").isEmpty());
        QVERIFY(scanArchitectures("/dev/null").isEmpty());
    }

    void namesTheMissingLibrary_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("library");
        QTest::newRow("the loader's words")
            << "LibTorch's CUDA libraries cannot be opened: libcusparse.so.12: cannot open shared object file: No "
               "such file or directory"
            << "libcusparse.so.12";
        QTest::newRow("only these") << "libcudnn.so.9: cannot open shared object file: No such file"
                                    << "libcudnn.so.9";
        QTest::newRow("something else") << "libtorch_cuda.so: undefined symbol: cudaMalloc"
                                        << "";
        QTest::newRow("no problem") << ""
                                    << "";
    }
    void namesTheMissingLibrary() {
        QFETCH(QString, words);
        TorchFacts torch;
        torch.loadProblem = words.toStdString();
        QTEST(QString::fromStdString(torch.missingLibrary()), "library");
    }
};

QTEST_APPLESS_MAIN(TestArchitectures)
#include "tst_architectures.moc"
