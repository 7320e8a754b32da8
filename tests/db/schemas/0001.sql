BEGIN TRANSACTION;
CREATE TABLE absence (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	from_date DATE NOT NULL, 
	to_date DATE NOT NULL, 
	reason VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT absence_order CHECK (from_date <= to_date), 
	CONSTRAINT absence_staff_id_known FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "absence" VALUES(2,2,'2026-11-20','2026-11-21','ill',1);
CREATE TABLE advice_decision (
	id INTEGER NOT NULL, 
	course_id INTEGER NOT NULL, 
	decision VARCHAR NOT NULL, 
	rule VARCHAR NOT NULL, 
	advice VARCHAR NOT NULL, 
	basis VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	local_date DATE NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT advice_decided CHECK (decision in ('taken', 'dismissed')), 
	CONSTRAINT advice_decision_course_id_known FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "advice_decision" VALUES(1,1,'dismissed','D25','refer_complementary','v=3;S=5','no','2026-11-20',1795200000,1,'Ana Ruiz',0);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE appointment (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	patient_id INTEGER NOT NULL, 
	course_id INTEGER, 
	practitioner_id INTEGER, 
	room_id INTEGER, 
	local_date DATE NOT NULL, 
	minute INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	zone VARCHAR NOT NULL, 
	fold INTEGER NOT NULL, 
	start_utc BIGINT NOT NULL, 
	end_utc BIGINT NOT NULL, 
	status VARCHAR NOT NULL, 
	cancelled_by VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	arrived_utc BIGINT, 
	started_utc BIGINT, 
	finished_utc BIGINT, 
	squeezed BOOLEAN NOT NULL, 
	sequence INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT appointment_status CHECK (status in ('booked', 'confirmed', 'arrived', 'in_room', 'completed', 'cancelled', 'late_cancelled', 'no_show', 'left_unseen')), 
	CONSTRAINT ends_after_its_minutes CHECK (end_utc = start_utc + minutes * 60), 
	CONSTRAINT minutes_range CHECK (minutes between 5 and 480), 
	CONSTRAINT appointment_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT appointment_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT appointment_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id), 
	CONSTRAINT appointment_room_id_known FOREIGN KEY(room_id) REFERENCES room (id), 
	CONSTRAINT appointment_source_id_unique UNIQUE (source_id)
);
INSERT INTO "appointment" VALUES(1,NULL,1,1,2,NULL,'2026-11-20',480,30,'America/Los_Angeles',0,1795190400,1795192200,'arrived','','',1795200000,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(2,NULL,3,3,2,NULL,'2026-11-20',510,30,'America/Los_Angeles',0,1795192200,1795194000,'late_cancelled','patient','is ill',NULL,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(3,NULL,1,1,2,NULL,'2026-11-20',540,30,'America/Los_Angeles',0,1795194000,1795195800,'left_unseen','','',NULL,NULL,1795200000,0,0,'',0,2);
INSERT INTO "appointment" VALUES(4,NULL,3,3,2,2,'2026-11-20',570,30,'America/Los_Angeles',0,1795195800,1795197600,'completed','','',NULL,NULL,1795200000,0,0,'',0,2);
INSERT INTO "appointment" VALUES(5,NULL,1,1,2,NULL,'2026-11-20',600,30,'America/Los_Angeles',0,1795197600,1795199400,'in_room','','',NULL,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(6,NULL,3,3,2,NULL,'2026-11-20',630,30,'America/Los_Angeles',0,1795199400,1795201200,'cancelled','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(7,NULL,1,1,2,NULL,'2026-11-20',660,30,'America/Los_Angeles',0,1795201200,1795203000,'booked','','',NULL,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(8,NULL,3,3,3,2,'2026-11-23',900,30,'America/Los_Angeles',0,1795474800,1795476600,'booked','','',NULL,NULL,NULL,1,0,'',0,2);
INSERT INTO "appointment" VALUES(9,NULL,1,1,2,NULL,'2026-11-20',720,30,'America/Los_Angeles',0,1795204800,1795206600,'late_cancelled','clinic','course closed',NULL,NULL,NULL,0,0,'',0,2);
INSERT INTO "appointment" VALUES(10,NULL,4,4,2,NULL,'2026-11-20',750,30,'America/Los_Angeles',0,1795206600,1795208400,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(11,NULL,2,NULL,2,1,'2026-11-23',600,30,'America/Los_Angeles',0,1795456800,1795458600,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(12,NULL,2,NULL,2,1,'2026-11-24',600,30,'America/Los_Angeles',0,1795543200,1795545000,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(13,NULL,2,NULL,2,1,'2026-12-01',600,30,'America/Los_Angeles',0,1796148000,1796149800,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(14,NULL,2,NULL,2,1,'2026-12-08',600,30,'America/Los_Angeles',0,1796752800,1796754600,'booked','','',NULL,NULL,NULL,0,0,'',0,1);
INSERT INTO "appointment" VALUES(15,NULL,2,NULL,3,NULL,'2026-11-20',640,30,'America/Los_Angeles',0,1795200000,1795201800,'arrived','','',1795200000,NULL,NULL,0,0,'',0,1);
CREATE TABLE attachment (
	id INTEGER NOT NULL, 
	referral_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	media VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT attachment_referral_id_known FOREIGN KEY(referral_id) REFERENCES referral (id), 
	CONSTRAINT attachment_name_unique UNIQUE (name)
);
INSERT INTO "attachment" VALUES(1,6,'521a64bb267056b6ab3034f4f32ff51a.pdf','Report','application/pdf',23,'635b857fcf3b491cde4ae51787deed3012fdd276d330b678c38affbf5a613415',1795200000,1,'Ana Ruiz',0);
CREATE TABLE audit_entry (
	id INTEGER NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	subject_id INTEGER, 
	patient_id INTEGER, 
	detail VARCHAR NOT NULL, 
	previous_hash VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit_entry" VALUES(1,1795200000,NULL,'Tom Becker','created','clinic',1,NULL,'{}','','d8afb8ecb4c1f18120aa4295b32f7765c6f3ac29e9372a8742db395d91bf19de');
INSERT INTO "audit_entry" VALUES(2,1795200000,NULL,'Tom Becker','added','staff',1,NULL,'{}','d8afb8ecb4c1f18120aa4295b32f7765c6f3ac29e9372a8742db395d91bf19de','69e63db67f9ee5f5c3dac122de5c63625159a0937316fc4e5b9f556c79117346');
INSERT INTO "audit_entry" VALUES(3,1795200000,1,'Ana Ruiz','added','staff',2,NULL,'{}','69e63db67f9ee5f5c3dac122de5c63625159a0937316fc4e5b9f556c79117346','64cb88e18c52ffc6c277627ccce6d9803bfd0466fc81ff5c70a826dbffdcebd9');
INSERT INTO "audit_entry" VALUES(4,1795200000,1,'Ana Ruiz','added','staff',3,NULL,'{}','64cb88e18c52ffc6c277627ccce6d9803bfd0466fc81ff5c70a826dbffdcebd9','e40185d74304b0d59446e3b248b275b24877d5110a9fc49ab21ba996eb63bbe7');
INSERT INTO "audit_entry" VALUES(5,1795200000,1,'Ana Ruiz','added','room',1,NULL,'{}','e40185d74304b0d59446e3b248b275b24877d5110a9fc49ab21ba996eb63bbe7','9cc4f1075fe5e7dc153a9c0f75c8e35d1cba90c2821cf0c99afcae73b4cf4dbb');
INSERT INTO "audit_entry" VALUES(6,1795200000,1,'Ana Ruiz','added','room',2,NULL,'{}','9cc4f1075fe5e7dc153a9c0f75c8e35d1cba90c2821cf0c99afcae73b4cf4dbb','51fcef148227f83794588bed1657fbda2b4e04e32e88cf8dee1cc55b8e708294');
INSERT INTO "audit_entry" VALUES(7,1795200000,1,'Ana Ruiz','added','patient',1,NULL,'{}','51fcef148227f83794588bed1657fbda2b4e04e32e88cf8dee1cc55b8e708294','15e0050ade8d7861bc5242973fa1a9ac9d020cdc43033fb4d4cabe651d8c3517');
INSERT INTO "audit_entry" VALUES(8,1795200000,1,'Ana Ruiz','added','patient',2,NULL,'{}','15e0050ade8d7861bc5242973fa1a9ac9d020cdc43033fb4d4cabe651d8c3517','230a54d28217536c12a9d7a2ed8a8b729b4d2270e2d297339e60cda99f4e24fc');
INSERT INTO "audit_entry" VALUES(9,1795200000,1,'Ana Ruiz','added','patient',3,NULL,'{}','230a54d28217536c12a9d7a2ed8a8b729b4d2270e2d297339e60cda99f4e24fc','a254f678ac74128745d6f514bc78517897cb5ab5b0ac9c0e455f66a9423cd048');
INSERT INTO "audit_entry" VALUES(10,1795200000,1,'Ana Ruiz','added','patient',4,NULL,'{}','a254f678ac74128745d6f514bc78517897cb5ab5b0ac9c0e455f66a9423cd048','96aad22ee0bfbc726b9ce6c0e5092e3f3df4c3403b583691711076911ef27e81');
INSERT INTO "audit_entry" VALUES(11,1795200000,1,'Ana Ruiz','added','course',1,NULL,'{}','96aad22ee0bfbc726b9ce6c0e5092e3f3df4c3403b583691711076911ef27e81','09fb43ddc48e7fb36dbf94a126f62cfa2ec88ef62aa8ce064fbe4d9c57bb5219');
INSERT INTO "audit_entry" VALUES(12,1795200000,1,'Ana Ruiz','added','course',2,NULL,'{}','09fb43ddc48e7fb36dbf94a126f62cfa2ec88ef62aa8ce064fbe4d9c57bb5219','030908a3939d591f12baed2b46449a55a244d2c1d2b126a84dfed78d725c1f18');
INSERT INTO "audit_entry" VALUES(13,1795200000,1,'Ana Ruiz','added','course',3,NULL,'{}','030908a3939d591f12baed2b46449a55a244d2c1d2b126a84dfed78d725c1f18','cde47d39248ee4179cdeb792590fe62b2500fcbad4b8d8da6dc87ba991039495');
INSERT INTO "audit_entry" VALUES(14,1795200000,1,'Ana Ruiz','added','course',4,NULL,'{}','cde47d39248ee4179cdeb792590fe62b2500fcbad4b8d8da6dc87ba991039495','e270c63582def6588fd7cf2a3a4657634ead5b48c0e3e8b61f4c9babfe25a3e2');
INSERT INTO "audit_entry" VALUES(15,1795200000,1,'Ana Ruiz','added','visit',1,NULL,'{}','e270c63582def6588fd7cf2a3a4657634ead5b48c0e3e8b61f4c9babfe25a3e2','5d9434898606560641eb7924390f2767063ca7a97c59cc8d3781c99f9fe52b41');
INSERT INTO "audit_entry" VALUES(16,1795200000,1,'Ana Ruiz','added','visit',2,NULL,'{}','5d9434898606560641eb7924390f2767063ca7a97c59cc8d3781c99f9fe52b41','da1ae2b303eb64bf993be9e3b611dc8db284252dceca0f2b35e1492a9c937656');
INSERT INTO "audit_entry" VALUES(17,1795200000,1,'Ana Ruiz','added','visit',3,NULL,'{}','da1ae2b303eb64bf993be9e3b611dc8db284252dceca0f2b35e1492a9c937656','049639cfd416b98c566da7d2623735df91acaa6ab28da684e1bf12b17a6f7873');
INSERT INTO "audit_entry" VALUES(18,1795200000,1,'Ana Ruiz','added','visit',4,NULL,'{}','049639cfd416b98c566da7d2623735df91acaa6ab28da684e1bf12b17a6f7873','f044c40e3f51a6a1167c001304758cacc8c9f733c426045213dd7d206839cde1');
INSERT INTO "audit_entry" VALUES(19,1795200000,1,'Ana Ruiz','added','evaluation',1,NULL,'{}','f044c40e3f51a6a1167c001304758cacc8c9f733c426045213dd7d206839cde1','1c8cff89b15a3a264b43379a17c9aac20b86dd75abe916db43aae6390cef653b');
INSERT INTO "audit_entry" VALUES(20,1795200000,1,'Ana Ruiz','added','evaluation',2,NULL,'{}','1c8cff89b15a3a264b43379a17c9aac20b86dd75abe916db43aae6390cef653b','083e22ea07776c12702e8935dd043b5d08a69483bffe31a19d9cda8485c36683');
INSERT INTO "audit_entry" VALUES(21,1795200000,1,'Ana Ruiz','added','appointment',1,NULL,'{}','083e22ea07776c12702e8935dd043b5d08a69483bffe31a19d9cda8485c36683','5ceb10e53cc6db3de1f3af5033482cc4336826cdf5344748275827b4774d305d');
INSERT INTO "audit_entry" VALUES(22,1795200000,1,'Ana Ruiz','added','appointment',2,NULL,'{}','5ceb10e53cc6db3de1f3af5033482cc4336826cdf5344748275827b4774d305d','d3776b7ec90ad4193012d11beae713174a4193713704bae9a8351a90d3f07aa3');
INSERT INTO "audit_entry" VALUES(23,1795200000,1,'Ana Ruiz','added','appointment',3,NULL,'{}','d3776b7ec90ad4193012d11beae713174a4193713704bae9a8351a90d3f07aa3','4d6c8e7c145f42c130a268815d550c3880534dd33e8d873c705ecc8966ce1d3e');
INSERT INTO "audit_entry" VALUES(24,1795200000,1,'Ana Ruiz','added','appointment',4,NULL,'{}','4d6c8e7c145f42c130a268815d550c3880534dd33e8d873c705ecc8966ce1d3e','1f064170b6c707b0cf268c67b3addc97620d4b9eee83a9841026046b119728ec');
INSERT INTO "audit_entry" VALUES(25,1795200000,1,'Ana Ruiz','added','appointment',5,NULL,'{}','1f064170b6c707b0cf268c67b3addc97620d4b9eee83a9841026046b119728ec','3ff368729f41511078f50da25a367e6f3964a151ad060f598c57fc26f2460eef');
INSERT INTO "audit_entry" VALUES(26,1795200000,1,'Ana Ruiz','added','appointment',6,NULL,'{}','3ff368729f41511078f50da25a367e6f3964a151ad060f598c57fc26f2460eef','c77b7930207bdd515744078becf85dbc8ea0e121e48b5d8c02fca5f4b672c89d');
INSERT INTO "audit_entry" VALUES(27,1795200000,1,'Ana Ruiz','added','appointment',7,NULL,'{}','c77b7930207bdd515744078becf85dbc8ea0e121e48b5d8c02fca5f4b672c89d','7b3328d9be6c6107ea063eef08c25032ff5c650e8e7794d9da1a7a3a9371b003');
INSERT INTO "audit_entry" VALUES(28,1795200000,1,'Ana Ruiz','added','appointment',8,NULL,'{}','7b3328d9be6c6107ea063eef08c25032ff5c650e8e7794d9da1a7a3a9371b003','4e83cd66472e2abf18dd5139890b13bb21c0575e2a34092fdd11103f6ec7e23d');
INSERT INTO "audit_entry" VALUES(29,1795200000,1,'Ana Ruiz','added','appointment',9,NULL,'{}','4e83cd66472e2abf18dd5139890b13bb21c0575e2a34092fdd11103f6ec7e23d','643dc9ab6cda2e7f5d346eae16de8e4cf9c37c230ea306b99b212bb0d4166c12');
INSERT INTO "audit_entry" VALUES(30,1795200000,1,'Ana Ruiz','added','appointment',10,NULL,'{}','643dc9ab6cda2e7f5d346eae16de8e4cf9c37c230ea306b99b212bb0d4166c12','4feade863bbee429dd419c742c8c653d8c0add55fdfc0e67798b7330544d621f');
INSERT INTO "audit_entry" VALUES(31,1795200000,1,'Ana Ruiz','added','provider',1,NULL,'{}','4feade863bbee429dd419c742c8c653d8c0add55fdfc0e67798b7330544d621f','bd1b82d3adcb72d4bf143436024a28d501ed188f853746ae7d131f55aa702455');
INSERT INTO "audit_entry" VALUES(32,1795200000,1,'Ana Ruiz','added','provider',2,NULL,'{}','bd1b82d3adcb72d4bf143436024a28d501ed188f853746ae7d131f55aa702455','5de6cf879416190e40f60270113e9cdea6e4baef77130509239067572cb19a61');
INSERT INTO "audit_entry" VALUES(33,1795200000,1,'Ana Ruiz','added','provider',3,NULL,'{}','5de6cf879416190e40f60270113e9cdea6e4baef77130509239067572cb19a61','26a4e50e3afb461deb59ef02d92f5707f522c260ee0de6edbc8c1889342c12a3');
INSERT INTO "audit_entry" VALUES(34,1795200000,1,'Ana Ruiz','added','referral',1,NULL,'{}','26a4e50e3afb461deb59ef02d92f5707f522c260ee0de6edbc8c1889342c12a3','1b7cbc1260c02fa363a5e448122761a066219c431c33e58838ff4912d0d7ab6e');
INSERT INTO "audit_entry" VALUES(35,1795200000,1,'Ana Ruiz','added','referral',2,NULL,'{}','1b7cbc1260c02fa363a5e448122761a066219c431c33e58838ff4912d0d7ab6e','6c3bbd125af19f399cd5831c898dc893fa849747c36b3512060117026ac57a51');
INSERT INTO "audit_entry" VALUES(36,1795200000,1,'Ana Ruiz','added','referral',3,NULL,'{}','6c3bbd125af19f399cd5831c898dc893fa849747c36b3512060117026ac57a51','ba7d4a67b59f491715db74229b2637b5ef2e5f4098e090efca9880121e94593e');
INSERT INTO "audit_entry" VALUES(37,1795200000,1,'Ana Ruiz','added','referral',4,NULL,'{}','ba7d4a67b59f491715db74229b2637b5ef2e5f4098e090efca9880121e94593e','90412d12a49f728e086afe4cb643848bf1aec7ced06d6fcdbe33f43661cd579f');
INSERT INTO "audit_entry" VALUES(38,1795200000,1,'Ana Ruiz','added','referral',5,NULL,'{}','90412d12a49f728e086afe4cb643848bf1aec7ced06d6fcdbe33f43661cd579f','32bb5196d3036681d78da7b07ae6ce1de77041ece4877be2b707950453cff14d');
INSERT INTO "audit_entry" VALUES(39,1795200000,1,'Ana Ruiz','added','referral',6,NULL,'{}','32bb5196d3036681d78da7b07ae6ce1de77041ece4877be2b707950453cff14d','f101a98fa2cff6b289eb3ab43a05857de0672a2c8325e5fe68b301a9ef515c2e');
INSERT INTO "audit_entry" VALUES(40,1795200000,1,'Ana Ruiz','added','referral',7,NULL,'{}','f101a98fa2cff6b289eb3ab43a05857de0672a2c8325e5fe68b301a9ef515c2e','b97c073de71ca4f0e54c0e74e7676c9e85a708f321991b751f704602e545745f');
INSERT INTO "audit_entry" VALUES(41,1795200000,1,'Ana Ruiz','added','referral',8,NULL,'{}','b97c073de71ca4f0e54c0e74e7676c9e85a708f321991b751f704602e545745f','a199d7addc03a7570b2fbbcc6f5db739d7a20e00873d611e649ab9648355f8a8');
INSERT INTO "audit_entry" VALUES(42,1795200000,1,'Ana Ruiz','added','referral',9,NULL,'{}','a199d7addc03a7570b2fbbcc6f5db739d7a20e00873d611e649ab9648355f8a8','0c98fab9a213faf8e0118aa92b3bd7eac6e8044dfe51709ae03b8095aa658edc');
INSERT INTO "audit_entry" VALUES(43,1795200000,1,'Ana Ruiz','added','referral',10,NULL,'{}','0c98fab9a213faf8e0118aa92b3bd7eac6e8044dfe51709ae03b8095aa658edc','2440165bc145b483fc7c7452c9b6c0725a0b29eb2d370d41a64acdd024ad7baf');
INSERT INTO "audit_entry" VALUES(44,1795200000,1,'Ana Ruiz','added','referral',11,NULL,'{}','2440165bc145b483fc7c7452c9b6c0725a0b29eb2d370d41a64acdd024ad7baf','22124ad1ce5283bf18355d35a20e061c6d60149dd908391a2c9e6902c736c966');
INSERT INTO "audit_entry" VALUES(45,1795200000,1,'Ana Ruiz','added','referral',12,NULL,'{}','22124ad1ce5283bf18355d35a20e061c6d60149dd908391a2c9e6902c736c966','30c603d6d131163210316f37ebecb28f10f361a247577fe41a71ef6530e01f84');
INSERT INTO "audit_entry" VALUES(46,1795200000,1,'Ana Ruiz','added','referral',13,NULL,'{}','30c603d6d131163210316f37ebecb28f10f361a247577fe41a71ef6530e01f84','6220d68749244bf2c262c86e7615529ca1d782db434385aa56432474c7cc858c');
INSERT INTO "audit_entry" VALUES(47,1795200000,1,'Ana Ruiz','added','waiting_entry',1,NULL,'{}','6220d68749244bf2c262c86e7615529ca1d782db434385aa56432474c7cc858c','af485482aef5182e3617b523bcf9d78d5a07834ddd5e0f3251a322e857ec61f6');
INSERT INTO "audit_entry" VALUES(48,1795200000,1,'Ana Ruiz','added','waiting_entry',2,NULL,'{}','af485482aef5182e3617b523bcf9d78d5a07834ddd5e0f3251a322e857ec61f6','bce662c5ba978105757fd6625a16583350f06b05b0f73c9bbcb1cd84ea0372de');
INSERT INTO "audit_entry" VALUES(49,1795200000,1,'Ana Ruiz','added','draft',1,NULL,'{}','bce662c5ba978105757fd6625a16583350f06b05b0f73c9bbcb1cd84ea0372de','b7d1ccbf2e75caddc40edcca3ba748cd4a4a6b011502e33739e8c27dae1f2d7b');
INSERT INTO "audit_entry" VALUES(50,1795200000,1,'Ana Ruiz','added','proposal',1,NULL,'{}','b7d1ccbf2e75caddc40edcca3ba748cd4a4a6b011502e33739e8c27dae1f2d7b','92fa8da3d97bb8da235977b91bb42ad6d32a40e67145ceb6a8c985f72e0f9952');
INSERT INTO "audit_entry" VALUES(51,1795200000,1,'Ana Ruiz','added','absence',1,NULL,'{}','92fa8da3d97bb8da235977b91bb42ad6d32a40e67145ceb6a8c985f72e0f9952','b1e3b6b535ed18cc8e0437006491d6debe178debd83157471decbdc2cee6b5bd');
INSERT INTO "audit_entry" VALUES(52,1795200000,1,'Ana Ruiz','added','closure',1,NULL,'{}','b1e3b6b535ed18cc8e0437006491d6debe178debd83157471decbdc2cee6b5bd','b6e3a8b0acaf1e3d640babb6f90a5264b0bbb40dbf83aacbd9911ce01173d617');
INSERT INTO "audit_entry" VALUES(53,1795200000,1,'Ana Ruiz','added','clinic_hours',1,NULL,'{}','b6e3a8b0acaf1e3d640babb6f90a5264b0bbb40dbf83aacbd9911ce01173d617','bc6f195fca30ed5f944c7410711fa2f5d8595bcd16b40f016c26fb4c20931343');
INSERT INTO "audit_entry" VALUES(54,1795200000,1,'Ana Ruiz','added','practitioner_hours',1,NULL,'{}','bc6f195fca30ed5f944c7410711fa2f5d8595bcd16b40f016c26fb4c20931343','7bd0d64551557d4a1b074a77b3f111534a727404884777e2a8b36ff38034e8bc');
INSERT INTO "audit_entry" VALUES(55,1795200000,1,'Ana Ruiz','dismissed','advice_decision',1,1,'{"course":1,"rule":"D25"}','7bd0d64551557d4a1b074a77b3f111534a727404884777e2a8b36ff38034e8bc','86b0932f9aeba50df894ab6b9a1375fc7bc2e804b896e7440a059f1981d657d6');
INSERT INTO "audit_entry" VALUES(56,1795200000,1,'Ana Ruiz','added','red_flag_action',1,1,'{"course":1,"evaluation":1}','86b0932f9aeba50df894ab6b9a1375fc7bc2e804b896e7440a059f1981d657d6','634dd751b298deaf80981fe2602de623ae6614bd19071eef9a9374d848d5f4cb');
INSERT INTO "audit_entry" VALUES(57,1795200000,1,'Ana Ruiz','arrived','appointment',1,1,'{"fields":["arrived_utc","status"],"version":2,"was":"booked"}','634dd751b298deaf80981fe2602de623ae6614bd19071eef9a9374d848d5f4cb','c5665dd0409a69c3510a41792091aadd8daa3a9e3b1052df961d08657f321ef4');
INSERT INTO "audit_entry" VALUES(58,1795200000,1,'Ana Ruiz','late_cancelled','appointment',2,3,'{"fields":["cancelled_by","reason","status"],"version":2,"was":"confirmed"}','c5665dd0409a69c3510a41792091aadd8daa3a9e3b1052df961d08657f321ef4','329b16de132f8948970964b27efff2c62d063c3693b9987e45db93c4e3cb1737');
INSERT INTO "audit_entry" VALUES(59,1795200000,1,'Ana Ruiz','completed','appointment',4,3,'{"fields":["finished_utc","status"],"version":2,"was":"in_room"}','329b16de132f8948970964b27efff2c62d063c3693b9987e45db93c4e3cb1737','f386f3a16ce308736be3b7e4bd1e1e38d9f0490d664267d14c0393c9301aa713');
INSERT INTO "audit_entry" VALUES(60,1795200000,1,'Ana Ruiz','added','visit',5,3,'{"appointment":4}','f386f3a16ce308736be3b7e4bd1e1e38d9f0490d664267d14c0393c9301aa713','a7746c783732a91075809a0a50d940e53d38b6febdeae78432b1a373e216b988');
INSERT INTO "audit_entry" VALUES(61,1795200000,1,'Ana Ruiz','expected','course',3,3,'{"fields":["expected_max","expected_min"],"version":2}','a7746c783732a91075809a0a50d940e53d38b6febdeae78432b1a373e216b988','8420fbfd5be89e1317c40b1ac2cfa326c0ef91627184bc42e6027c3dae384e84');
INSERT INTO "audit_entry" VALUES(62,1795200000,1,'Ana Ruiz','left_unseen','appointment',3,1,'{"fields":["finished_utc","status"],"version":2,"was":"arrived"}','8420fbfd5be89e1317c40b1ac2cfa326c0ef91627184bc42e6027c3dae384e84','d4c0d74b68e8169983cbb1fda0d86e9a5dede2092e72a00eb0bf9f6625be230a');
INSERT INTO "audit_entry" VALUES(63,1795200000,1,'Ana Ruiz','corrected','appointment',7,1,'{"correction":true,"fields":["status"],"version":2}','d4c0d74b68e8169983cbb1fda0d86e9a5dede2092e72a00eb0bf9f6625be230a','e56b8b2c01c5facb95053381d3a8f4c62e7953120cca0f585b32683010d2d638');
INSERT INTO "audit_entry" VALUES(64,1795200000,1,'Ana Ruiz','corrected','appointment',5,1,'{"correction":true,"fields":["status"],"version":2}','e56b8b2c01c5facb95053381d3a8f4c62e7953120cca0f585b32683010d2d638','16ddbd7b19dd1743c80ab1e210b14a557d83e35f78df4dfd6add775ddd47065e');
INSERT INTO "audit_entry" VALUES(65,1795200000,1,'Ana Ruiz','booked','appointment',11,2,'{}','16ddbd7b19dd1743c80ab1e210b14a557d83e35f78df4dfd6add775ddd47065e','8bd931dec9fd62a02057c875e79379e9b216d31dd912d8999a7cacb37e4071f7');
INSERT INTO "audit_entry" VALUES(66,1795200000,1,'Ana Ruiz','booked','appointment',12,2,'{}','8bd931dec9fd62a02057c875e79379e9b216d31dd912d8999a7cacb37e4071f7','abf9370ae1040552c7a04170377c9c0c222afa4310622bbeed29b0590b455594');
INSERT INTO "audit_entry" VALUES(67,1795200000,1,'Ana Ruiz','booked','appointment',13,2,'{}','abf9370ae1040552c7a04170377c9c0c222afa4310622bbeed29b0590b455594','b38049e75b7549edb20b896682b8f738a52c37150dbcad0da00206f75574a0cf');
INSERT INTO "audit_entry" VALUES(68,1795200000,1,'Ana Ruiz','booked','appointment',14,2,'{}','b38049e75b7549edb20b896682b8f738a52c37150dbcad0da00206f75574a0cf','3d28ddb05f166c5dfbe5039212d8b852d46c160d2e29b13e3f6717052145c785');
INSERT INTO "audit_entry" VALUES(69,1795200000,1,'Ana Ruiz','moved','appointment',8,3,'{"fields":["end_utc","minute","practitioner_id","room_id","squeezed","start_utc"],"version":2}','3d28ddb05f166c5dfbe5039212d8b852d46c160d2e29b13e3f6717052145c785','3b074415b0f229cf7dec1918cfb717b79689fdd19dbf9f3ffe8a7f55d47ee791');
INSERT INTO "audit_entry" VALUES(70,1795200000,1,'Ana Ruiz','booked','appointment',15,2,'{}','3b074415b0f229cf7dec1918cfb717b79689fdd19dbf9f3ffe8a7f55d47ee791','9db606f992ad352ccd39940b2415dcfce002337da11075b4ab324555f9c9c9aa');
INSERT INTO "audit_entry" VALUES(71,1795200000,1,'Ana Ruiz','changed','course',1,1,'{"fields":["causes","expected_by_rule","expected_max","expected_min","expected_reason","practitioner_id","severity"],"version":2}','9db606f992ad352ccd39940b2415dcfce002337da11075b4ab324555f9c9c9aa','abbd3d80249d04ff50bae9c440ba7f49ce771d716b13d8dac9ed906d397939aa');
INSERT INTO "audit_entry" VALUES(72,1795200000,1,'Ana Ruiz','late_cancelled','appointment',9,1,'{"fields":["cancelled_by","reason","status"],"version":2,"was":"booked"}','abbd3d80249d04ff50bae9c440ba7f49ce771d716b13d8dac9ed906d397939aa','f54d6abb7cc27ebfdb878e760c518ec2b0b066ea878b47b4b471b433d205124c');
INSERT INTO "audit_entry" VALUES(73,1795200000,1,'Ana Ruiz','closed','course',1,1,'{"fields":["closed_on","closing_note","outcome"],"released":1,"version":3}','f54d6abb7cc27ebfdb878e760c518ec2b0b066ea878b47b4b471b433d205124c','3021d4b042bbe2b7f2a0dbd1a5ff17b36cae2e2d6d67c5b995607dfe130d460b');
INSERT INTO "audit_entry" VALUES(74,1795200000,1,'Ana Ruiz','added','course',5,1,'{}','3021d4b042bbe2b7f2a0dbd1a5ff17b36cae2e2d6d67c5b995607dfe130d460b','de3a6b585b487bb2cf81e9d90548b76718ae21104569ca45d1fb33fb4cc358a3');
INSERT INTO "audit_entry" VALUES(75,1795200000,1,'Ana Ruiz','reopened','course',2,2,'{"fields":["closed_on","closing_note","outcome"],"version":2}','de3a6b585b487bb2cf81e9d90548b76718ae21104569ca45d1fb33fb4cc358a3','38799f5ffca9f4bbe2d2e0162d83c7e6b51c3fcc64d9cb95ae01c4a34124d2d5');
INSERT INTO "audit_entry" VALUES(76,1795200000,1,'Ana Ruiz','added','evaluation',3,1,'{}','38799f5ffca9f4bbe2d2e0162d83c7e6b51c3fcc64d9cb95ae01c4a34124d2d5','6efafe157018dfa3c2885f5960ddc2aa5999ef98dd48ae734902e6ce54146bbc');
INSERT INTO "audit_entry" VALUES(77,1795200000,1,'Ana Ruiz','corrected','evaluation',2,1,'{"corrections":2,"fields":["findings","practitioner_id","red_flag"],"version":2}','6efafe157018dfa3c2885f5960ddc2aa5999ef98dd48ae734902e6ce54146bbc','5a01e402dff727117032b7bc333296bc0b3d067f519a9d935eedaea7d01f20ca');
INSERT INTO "audit_entry" VALUES(78,1795200000,1,'Ana Ruiz','added','attachment',1,1,'{"referral":6,"size":23}','5a01e402dff727117032b7bc333296bc0b3d067f519a9d935eedaea7d01f20ca','0a0c17d16f0573ba298a891583eb310ea746aa9c4dad8d48f9cc4e68889c360d');
INSERT INTO "audit_entry" VALUES(79,1795200000,1,'Ana Ruiz','reviewed','referral',7,1,'{"course":1,"fields":["reviewed_on","told_patient"],"version":2}','0a0c17d16f0573ba298a891583eb310ea746aa9c4dad8d48f9cc4e68889c360d','69b97d891118612ec3fe39666e1e2785f507a4e424080a6c1c7f60e188e9da5d');
INSERT INTO "audit_entry" VALUES(80,1795200000,1,'Ana Ruiz','closed','referral',7,1,'{"course":1,"fields":["closed_on","status"],"version":3,"was":"report_received"}','69b97d891118612ec3fe39666e1e2785f507a4e424080a6c1c7f60e188e9da5d','4bbe78f3a167809c1c5f761f765fa5e3ad8496c05c3037d8761a06bf767fde46');
INSERT INTO "audit_entry" VALUES(81,1795200000,1,'Ana Ruiz','added','absence',2,NULL,'{}','4bbe78f3a167809c1c5f761f765fa5e3ad8496c05c3037d8761a06bf767fde46','c85126d56b22dcd579acda39e486ce943a0229f08d9ca9eaa9d18f4dbba80c7f');
INSERT INTO "audit_entry" VALUES(82,1795200000,1,'Ana Ruiz','added','closure',2,NULL,'{}','c85126d56b22dcd579acda39e486ce943a0229f08d9ca9eaa9d18f4dbba80c7f','447f32033efc91208a5fe90021a6a4cc1f60bbd0fbb676ee69e6874ea79c3221');
INSERT INTO "audit_entry" VALUES(83,1795200000,1,'Ana Ruiz','removed','clinic_hours',1,NULL,'{}','447f32033efc91208a5fe90021a6a4cc1f60bbd0fbb676ee69e6874ea79c3221','e3fe0722e78643e28fb683b134cf809081c3d943af6eb03ef46bc3b7ca97e970');
INSERT INTO "audit_entry" VALUES(84,1795200000,1,'Ana Ruiz','removed','practitioner_hours',1,NULL,'{}','e3fe0722e78643e28fb683b134cf809081c3d943af6eb03ef46bc3b7ca97e970','b4b8d9981f6a4e5b203a101b2fbecfa5f31042206e803a591edd7d9d93cc0c04');
INSERT INTO "audit_entry" VALUES(85,1795200000,1,'Ana Ruiz','removed','absence',1,NULL,'{}','b4b8d9981f6a4e5b203a101b2fbecfa5f31042206e803a591edd7d9d93cc0c04','7a7ac2be63717788dbf6c6c3078696c414658e59acfa4833d12796434b7e93ea');
INSERT INTO "audit_entry" VALUES(86,1795200000,1,'Ana Ruiz','edited','closure',1,NULL,'{"fields":["cancelled"],"version":2}','7a7ac2be63717788dbf6c6c3078696c414658e59acfa4833d12796434b7e93ea','c27cf10146be80ff6bd12599e01740796993c914dc8d409b2c613061d076c165');
INSERT INTO "audit_entry" VALUES(87,1795200000,1,'Ana Ruiz','edited','clinic_hours',1,NULL,'{}','c27cf10146be80ff6bd12599e01740796993c914dc8d409b2c613061d076c165','ef8229aae397bdd758460b5d7b9d3a431f164d2ad77d4e8a8d93084edebad69a');
INSERT INTO "audit_entry" VALUES(88,1795200000,1,'Ana Ruiz','edited','clinic_hours',2,NULL,'{}','ef8229aae397bdd758460b5d7b9d3a431f164d2ad77d4e8a8d93084edebad69a','44f45ac420f6a19f8811639e910d3a3aeef64c8203299289b9e882493b48e5d0');
INSERT INTO "audit_entry" VALUES(89,1795200000,1,'Ana Ruiz','edited','clinic',1,NULL,'{"fields":["overlap_limit"],"version":2}','44f45ac420f6a19f8811639e910d3a3aeef64c8203299289b9e882493b48e5d0','41976157e32b99e853b56c0a24ab8a5eaed860d4f2fa2607794ff7739270d037');
INSERT INTO "audit_entry" VALUES(90,1795200000,1,'Ana Ruiz','edited','clinic',1,NULL,'{"fields":["closes_minute","opens_minute"],"version":3}','41976157e32b99e853b56c0a24ab8a5eaed860d4f2fa2607794ff7739270d037','22d4e64d47ab649ad15ac822934fc89450b969147ca70ec12cba75d79ad06e45');
INSERT INTO "audit_entry" VALUES(91,1795200000,1,'Ana Ruiz','added','practitioner_hours',1,NULL,'{}','22d4e64d47ab649ad15ac822934fc89450b969147ca70ec12cba75d79ad06e45','8de1b3ef416eeec64d318e5ba351b0a330c53c05ef525acc3a3a3cb01cc9a802');
INSERT INTO "audit_entry" VALUES(92,1795200000,1,'Ana Ruiz','added','practitioner_hours',2,NULL,'{}','8de1b3ef416eeec64d318e5ba351b0a330c53c05ef525acc3a3a3cb01cc9a802','e627e77aeb32ca60e0342d0477669a4a2c773de6e12351c7602b5ebc652754cf');
INSERT INTO "audit_entry" VALUES(93,1795200000,1,'Ana Ruiz','changed','clinic',1,NULL,'{"fields":["paper","phone"],"version":4}','e627e77aeb32ca60e0342d0477669a4a2c773de6e12351c7602b5ebc652754cf','7703c347823d916b8394a2297885ce65e4229527905b635b2bdeeb4fd9467557');
INSERT INTO "audit_entry" VALUES(94,1795200000,1,'Ana Ruiz','changed','staff',2,NULL,'{"fields":["credentials"],"version":2}','7703c347823d916b8394a2297885ce65e4229527905b635b2bdeeb4fd9467557','3f9ea6552b10ba364b2bd7234c32c0562951ad59f73e0d165d550a2a526d9711');
INSERT INTO "audit_entry" VALUES(95,1795200000,1,'Ana Ruiz','sent','referral',1,1,'{"course":1,"fields":["sent_on","status"],"version":2,"was":"draft"}','3f9ea6552b10ba364b2bd7234c32c0562951ad59f73e0d165d550a2a526d9711','0711e06980390d7715e3be912bc48906415adb284c0d8fe1f7cf059a6a9c74a3');
INSERT INTO "audit_entry" VALUES(96,1795200000,1,'Ana Ruiz','added','referral_letter',1,1,'{"referral":1}','0711e06980390d7715e3be912bc48906415adb284c0d8fe1f7cf059a6a9c74a3','cb4209669bef3db7498d5278612bb1790b01b7e180833daa79e5e415b9bddb93');
INSERT INTO "audit_entry" VALUES(97,1795200000,1,'Ana Ruiz','changed','patient',1,1,'{"fields":["family_name","note","phone"]}','cb4209669bef3db7498d5278612bb1790b01b7e180833daa79e5e415b9bddb93','2593da49e675f2f2100137a46d718489e9a3dc97258a922560890249ffee3a3a');
INSERT INTO "audit_entry" VALUES(98,1795200000,1,'Ana Ruiz','added','patient',5,5,'{}','2593da49e675f2f2100137a46d718489e9a3dc97258a922560890249ffee3a3a','644f5d384bc4ee4d2dec1fdda9697cc9ba3df58bfdc85f5d09475f4baf58be4e');
INSERT INTO "audit_entry" VALUES(99,1795200000,1,'Ana Ruiz','dismissed','proposal',1,NULL,'{}','644f5d384bc4ee4d2dec1fdda9697cc9ba3df58bfdc85f5d09475f4baf58be4e','4e0aa9aff22478a26e4d5fab847d6c672a24f625f45c06f7bdbe8c217adfc9b8');
INSERT INTO "audit_entry" VALUES(100,1795200000,1,'Ana Ruiz','added','provider',4,NULL,'{}','4e0aa9aff22478a26e4d5fab847d6c672a24f625f45c06f7bdbe8c217adfc9b8','76def2bec5a86fdee518e8ef5ec47dc0b52e75741b933215609705cdd94d3a88');
INSERT INTO "audit_entry" VALUES(101,1795200000,1,'Ana Ruiz','changed','provider',1,NULL,'{"fields":["name","note"],"version":2}','76def2bec5a86fdee518e8ef5ec47dc0b52e75741b933215609705cdd94d3a88','fa12441ebd8f9503292f97efd85462fc0d2625ddb51cc2584d3badce7dd42c8c');
INSERT INTO "audit_entry" VALUES(102,1795200000,1,'Ana Ruiz','retired','provider',1,NULL,'{"fields":["active"],"version":3}','fa12441ebd8f9503292f97efd85462fc0d2625ddb51cc2584d3badce7dd42c8c','84c91bb7832510fbd3a3ce41618d4eb5a576eae33ae099ad3b2f31d04e12ee6f');
INSERT INTO "audit_entry" VALUES(103,1795200000,1,'Ana Ruiz','taken_back','provider',3,NULL,'{"fields":["active"],"version":2}','84c91bb7832510fbd3a3ce41618d4eb5a576eae33ae099ad3b2f31d04e12ee6f','9a8aa0f4440fb6749097a110a4cc798e8ed20d1e9d02f6cc765460e706392a35');
INSERT INTO "audit_entry" VALUES(104,1795200000,1,'Ana Ruiz','added','referral_event',4,1,'{"kind":"call","referral":2}','9a8aa0f4440fb6749097a110a4cc798e8ed20d1e9d02f6cc765460e706392a35','e4b742f035d4b63d2a2e5a7c63ce92e2feb8007dbfb4ec493038a542b105b949');
INSERT INTO "audit_entry" VALUES(105,1795200000,1,'Ana Ruiz','added','referral_letter',2,1,'{"referral":2}','e4b742f035d4b63d2a2e5a7c63ce92e2feb8007dbfb4ec493038a542b105b949','7bc8620587645bab0b8cff783b8f8171e3c3e62c5dd87795ba13bef89d46b818');
INSERT INTO "audit_entry" VALUES(106,1795200000,1,'Ana Ruiz','added','referral_event',5,1,'{"kind":"note","referral":2}','7bc8620587645bab0b8cff783b8f8171e3c3e62c5dd87795ba13bef89d46b818','11f8177a101a7b37bcee8a4f5f243c2780dd2d3a436fa68ebe12d71e487484c9');
INSERT INTO "audit_entry" VALUES(107,1795200000,1,'Ana Ruiz','snoozed','referral',2,1,'{"course":1,"fields":["snooze_reason","snoozed_until"],"version":2}','11f8177a101a7b37bcee8a4f5f243c2780dd2d3a436fa68ebe12d71e487484c9','9b25eb2b41347f0c4e65ed31ef2f48db979dbb25a741423dee2d5741786b5916');
INSERT INTO "audit_entry" VALUES(108,1795200000,1,'Ana Ruiz','unsnoozed','referral',13,1,'{"course":1,"fields":["snooze_reason","snoozed_until"],"version":2}','9b25eb2b41347f0c4e65ed31ef2f48db979dbb25a741423dee2d5741786b5916','cc0ddb0125efd76667223d41147dc3f936acb2acb2c7b0c1a88dfb9bdff903e5');
INSERT INTO "audit_entry" VALUES(109,1795200000,1,'Ana Ruiz','draft','referral',10,1,'{"course":1,"fields":["ended_on","provider_id","sent_on","status"],"version":2,"was":"declined_by_provider"}','cc0ddb0125efd76667223d41147dc3f936acb2acb2c7b0c1a88dfb9bdff903e5','6d69f0c74cafb6f0bd97fa05037f59b23f118920c67c418aa7362a0bef7467c4');
INSERT INTO "audit_entry" VALUES(110,1795200000,1,'Ana Ruiz','accepted','referral',2,1,'{"course":1,"fields":["accepted_on","snooze_reason","snoozed_until","status"],"version":3,"was":"sent"}','6d69f0c74cafb6f0bd97fa05037f59b23f118920c67c418aa7362a0bef7467c4','70ec0ae90ef58a7d82433f02d353bf68ec1330dbdad5da9c732f1222e211ad74');
INSERT INTO "audit_entry" VALUES(111,1795200000,1,'Ana Ruiz','scheduled','referral',3,1,'{"course":1,"fields":["appointment_on","scheduled_on","status"],"version":2,"was":"accepted"}','70ec0ae90ef58a7d82433f02d353bf68ec1330dbdad5da9c732f1222e211ad74','bdc16bf9646e0891dda39ee70f36a39fed0cc6cbd93a19c41c84e12e74044d53');
INSERT INTO "audit_entry" VALUES(112,1795200000,1,'Ana Ruiz','no_show','referral',4,1,'{"course":1,"fields":["status"],"version":2,"was":"scheduled"}','bdc16bf9646e0891dda39ee70f36a39fed0cc6cbd93a19c41c84e12e74044d53','96d0a6e7a09145f2fa00d3570f29cf4125b86de65ce8a15f4c58d56ed804ae50');
INSERT INTO "audit_entry" VALUES(113,1795200000,1,'Ana Ruiz','report_received','referral',6,1,'{"course":1,"fields":["report_on","report_summary","status"],"version":2,"was":"attended"}','96d0a6e7a09145f2fa00d3570f29cf4125b86de65ce8a15f4c58d56ed804ae50','8079fd8be0d8caeff7a2575ac657548b25ce64688a070c8b0f5124681b40884a');
INSERT INTO "audit_entry" VALUES(114,1795200000,1,'Ana Ruiz','closed','referral',12,1,'{"course":1,"fields":["closed_on","status","told_patient"],"version":2,"was":"report_received"}','8079fd8be0d8caeff7a2575ac657548b25ce64688a070c8b0f5124681b40884a','c22bb5ee5c10d3abeda19f695343d00c797b99a059e55269fc3e4aeeaa00215c');
INSERT INTO "audit_entry" VALUES(115,1795200000,1,'Ana Ruiz','declined_by_patient','referral',13,1,'{"course":1,"fields":["ended_on","status"],"version":3,"was":"sent"}','c22bb5ee5c10d3abeda19f695343d00c797b99a059e55269fc3e4aeeaa00215c','66b0dc6013c962568b0d74eba2dfc39d270ad0a27d683c6bf318e6ef1ef57b0a');
INSERT INTO "audit_entry" VALUES(116,1795200000,1,'Ana Ruiz','corrected','referral',8,1,'{"correction":true,"course":1,"fields":["appointment_on","attended_on","closed_on","report_from","report_on","reviewed_on","scheduled_on","status","told_patient"],"version":2,"was":"closed"}','66b0dc6013c962568b0d74eba2dfc39d270ad0a27d683c6bf318e6ef1ef57b0a','5e3adaf3dd7aedd61fa6ddac7df5e1fb6cde1bd692d7378a0765628d955337dd');
INSERT INTO "audit_entry" VALUES(117,1795200000,1,'Ana Ruiz','added','room',3,NULL,'{}','5e3adaf3dd7aedd61fa6ddac7df5e1fb6cde1bd692d7378a0765628d955337dd','c7adb29aaa07111731071d3c33f9cf1f12fd74671c5f091fcd95b098c15878de');
INSERT INTO "audit_entry" VALUES(118,1795200000,1,'Ana Ruiz','read','chart',NULL,1,'{}','c7adb29aaa07111731071d3c33f9cf1f12fd74671c5f091fcd95b098c15878de','be7ef11fbe94843e316e49811da6bcad3add86fa7d9b7fc68b0a8d1bebda03f7');
INSERT INTO "audit_entry" VALUES(119,1795200000,1,'Ana Ruiz','corrected','visit',1,1,'{"correction":true,"fields":["details","note","nprs"],"filled":["note"],"version":2,"was":{"motion":12,"nprs":10,"pain":11}}','be7ef11fbe94843e316e49811da6bcad3add86fa7d9b7fc68b0a8d1bebda03f7','be8fd1e30142a907e5ef88e9c90c15264a90e253a1942baf33fb07e9a6408e12');
INSERT INTO "audit_entry" VALUES(120,1795200000,1,'Ana Ruiz','corrected','visit',1,1,'{"correction":true,"fields":["rom_degrees"],"filled":[],"version":3,"was":{"rom_degrees":13}}','be8fd1e30142a907e5ef88e9c90c15264a90e253a1942baf33fb07e9a6408e12','8013739358d141abb3382bbb702ded4dc057f366d4fbf08722fe6b1b10803ad8');
INSERT INTO "audit_entry" VALUES(121,1795200000,1,'Ana Ruiz','recorded','visit',6,4,'{"appointment":null}','8013739358d141abb3382bbb702ded4dc057f366d4fbf08722fe6b1b10803ad8','3d2814fc746929833e0bce042a5af1c5b0fd4586e34f4c3cb7f98981f096c12c');
INSERT INTO "audit_entry" VALUES(122,1795200000,1,'Ana Ruiz','filled','visit',6,4,'{"correction":false,"fields":["rom_degrees"],"filled":["rom_degrees"],"version":2,"was":{}}','3d2814fc746929833e0bce042a5af1c5b0fd4586e34f4c3cb7f98981f096c12c','b5df25f8e4b02013ec74967d338af9315b50708c9881b14b812dd2062dc28714');
INSERT INTO "audit_entry" VALUES(123,1795200000,1,'Ana Ruiz','expected','course',4,4,'{"fields":["expected_max","expected_min"],"version":2}','b5df25f8e4b02013ec74967d338af9315b50708c9881b14b812dd2062dc28714','2c3aad3590ac785c9f0a1fe76ee6435bcad91ec8709d281e9c9178cb03eb32e8');
INSERT INTO "audit_entry" VALUES(124,1795200000,1,'Ana Ruiz','recorded','visit',4,3,'{"appointment":null,"fields":["details","ndi_percent","note","nprs","techniques"],"filled":["function","motion","ndi_percent","note","nprs","pain","techniques"],"version":2,"was":{}}','2c3aad3590ac785c9f0a1fe76ee6435bcad91ec8709d281e9c9178cb03eb32e8','fa65d0de2f0a550696e4085c0bfd0b816ef48ec20248ee7320ecdceee7c09fa4');
INSERT INTO "audit_entry" VALUES(125,1795200000,1,'Ana Ruiz','filled','visit',4,3,'{"correction":false,"fields":["rom_degrees"],"filled":["rom_degrees"],"version":3,"was":{}}','fa65d0de2f0a550696e4085c0bfd0b816ef48ec20248ee7320ecdceee7c09fa4','2f9b7055f2f274348f8aae17386c08e5a324a1827de07529e0756ceddf224c60');
INSERT INTO "audit_entry" VALUES(126,1795200000,1,'Ana Ruiz','corrected','visit',2,1,'{"correction":true,"fields":["voided"],"filled":[],"version":2,"was":{"visit":14}}','2f9b7055f2f274348f8aae17386c08e5a324a1827de07529e0756ceddf224c60','02421b039378a3ac50d79997083dc401b456ca63dfa7d9954301153552ba003b');
INSERT INTO "audit_entry" VALUES(127,1795200000,1,'Ana Ruiz','added','waiting_entry',3,2,'{}','02421b039378a3ac50d79997083dc401b456ca63dfa7d9954301153552ba003b','393648e6c98c152a1909ad41c0f35bda0a7a043c59994a87971cd5643c989a19');
INSERT INTO "audit_entry" VALUES(128,1795200000,1,'Ana Ruiz','waiting','waiting_entry',2,4,'{}','393648e6c98c152a1909ad41c0f35bda0a7a043c59994a87971cd5643c989a19','fc8aae536221d58c4c974c9935ea8905110d165eed78b1d91ec906281d8773d4');
INSERT INTO "audit_entry" VALUES(129,1795200000,1,'Ana Ruiz','booked','waiting_entry',1,3,'{"appointment":8}','fc8aae536221d58c4c974c9935ea8905110d165eed78b1d91ec906281d8773d4','b615e313fac5cd67e8db42393bc6e75bf6395beebe7bccfc353a85ea19266b65');
INSERT INTO "audit_entry" VALUES(130,1795200000,NULL,'test','imported','import_batch',1,NULL,'{"added":2,"changed":0,"unchanged":0}','b615e313fac5cd67e8db42393bc6e75bf6395beebe7bccfc353a85ea19266b65','57b622c04d8897576db1d089d3c461f9597e03b7dcc4e1013eaa687e0cb351c2');
INSERT INTO "audit_entry" VALUES(131,1795200000,NULL,'test','imported','staff',NULL,NULL,'{"added":1,"batch":1,"changed":0}','57b622c04d8897576db1d089d3c461f9597e03b7dcc4e1013eaa687e0cb351c2','d6d29308b92a2fca94eb9b2be6c22c2eee985e59262006ed088724939883a667');
INSERT INTO "audit_entry" VALUES(132,1795200000,NULL,'test','imported','patient',NULL,NULL,'{"added":1,"batch":1,"changed":0}','d6d29308b92a2fca94eb9b2be6c22c2eee985e59262006ed088724939883a667','0630c1fc8a826d86cca403bc2821443d684c515364fa2753953343c0fe234bf0');
CREATE TABLE clinic (
	id INTEGER NOT NULL, 
	uid VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	timezone VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	opens_minute INTEGER NOT NULL, 
	closes_minute INTEGER NOT NULL, 
	overlap_limit INTEGER NOT NULL, 
	address VARCHAR DEFAULT '' NOT NULL, 
	fax VARCHAR DEFAULT '' NOT NULL, 
	email VARCHAR DEFAULT '' NOT NULL, 
	paper VARCHAR DEFAULT '' NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_clinic CHECK (id = 1)
);
INSERT INTO "clinic" VALUES(1,'0b1c442a-540a-4715-9567-14b8d674f586','Riverside Acupuncture','America/Los_Angeles','(503) 555-0101',450,1100,3,'','','','a4',4);
CREATE TABLE clinic_hours (
	id INTEGER NOT NULL, 
	weekday INTEGER NOT NULL, 
	opens INTEGER, 
	closes INTEGER, 
	lunch_from INTEGER, 
	lunch_to INTEGER, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT clinic_weekday CHECK (weekday between 1 and 7), 
	CONSTRAINT opens_before_it_closes CHECK ((opens is null and closes is null) or (0 <= opens and opens < closes and closes <= 1440)), 
	CONSTRAINT lunch_within_hours CHECK ((lunch_from is null and lunch_to is null) or (opens <= lunch_from and lunch_from < lunch_to and lunch_to <= closes)), 
	CONSTRAINT clinic_hours_weekday_unique UNIQUE (weekday)
);
INSERT INTO "clinic_hours" VALUES(1,6,540,780,600,630,1);
INSERT INTO "clinic_hours" VALUES(2,1,NULL,NULL,NULL,NULL,1);
CREATE TABLE closure (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	local_date DATE NOT NULL, 
	reason VARCHAR NOT NULL, 
	cancelled BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT closure_source_id_unique UNIQUE (source_id)
);
INSERT INTO "closure" VALUES(1,NULL,'2026-11-30','stock-taking',1,2);
INSERT INTO "closure" VALUES(2,NULL,'2026-11-21','a burst pipe',0,1);
CREATE TABLE correction (
	id INTEGER NOT NULL, 
	subject VARCHAR NOT NULL, 
	subject_id INTEGER NOT NULL, 
	course_id INTEGER NOT NULL, 
	field VARCHAR NOT NULL, 
	was VARCHAR NOT NULL, 
	now VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT correction_course_id_known FOREIGN KEY(course_id) REFERENCES course (id)
);
INSERT INTO "correction" VALUES(1,'course',1,1,'severity','','severe','seen again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(2,'course',1,1,'causes','','whiplash','seen again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(3,'course',1,1,'practitioner','Dana Lee','Lee Fox','seen again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(4,'course',1,1,'expected visits','6-10','8-12','seen again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(5,'course',2,2,'closed','2026-11-10','','it came back',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(6,'course',2,2,'outcome','resolved','','it came back',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(7,'course',2,2,'note','well again','','it came back',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(8,'evaluation',2,1,'red_flag','none','urgent','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(9,'evaluation',2,1,'posture','{"head":"forward"}','{"head":"upright"}','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(10,'visit',1,1,'nprs','6','3','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(11,'visit',1,1,'pain','[6,8,4]','','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(12,'visit',1,1,'motion','{"flexion":40}','','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(13,'visit',1,1,'rom_degrees','40','','misheard',1795200000,1,'Ana Ruiz',0);
INSERT INTO "correction" VALUES(14,'visit',2,1,'visit','2026-10-18','taken off','another patient''s',1795200000,1,'Ana Ruiz',0);
CREATE TABLE course (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	patient_id INTEGER NOT NULL, 
	practitioner_id INTEGER, 
	condition VARCHAR NOT NULL, 
	onset_date DATE, 
	opened_on DATE NOT NULL, 
	severity VARCHAR, 
	exam_class VARCHAR, 
	causes VARCHAR NOT NULL, 
	expected_min INTEGER, 
	expected_max INTEGER, 
	expected_by_rule BOOLEAN NOT NULL, 
	expected_reason VARCHAR NOT NULL, 
	goal_nprs FLOAT, 
	closed_on DATE, 
	outcome VARCHAR, 
	closing_note VARCHAR DEFAULT '' NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT expected_order CHECK (expected_min is null or (expected_min >= 1 and expected_max >= expected_min)), 
	CONSTRAINT outcome_when_closed CHECK (outcome is null or closed_on is not null), 
	CONSTRAINT course_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT course_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id), 
	CONSTRAINT course_source_id_unique UNIQUE (source_id)
);
INSERT INTO "course" VALUES(1,NULL,1,3,'neck_pain',NULL,'2026-10-11','severe',NULL,'whiplash',8,12,0,'seen again',NULL,'2026-11-20','resolved','well',0,3);
INSERT INTO "course" VALUES(2,NULL,2,NULL,'neck_pain',NULL,'2026-10-11',NULL,NULL,'',NULL,NULL,1,'',NULL,NULL,NULL,'',0,2);
INSERT INTO "course" VALUES(3,NULL,3,NULL,'neck_pain',NULL,'2026-10-11',NULL,NULL,'',6,10,1,'',NULL,NULL,NULL,'',0,2);
INSERT INTO "course" VALUES(4,NULL,4,NULL,'neck_pain',NULL,'2026-10-11',NULL,NULL,'',6,10,1,'',NULL,NULL,NULL,'',0,2);
INSERT INTO "course" VALUES(5,NULL,1,NULL,'low_back_pain',NULL,'2026-11-20','mild',NULL,'',NULL,NULL,1,'',NULL,NULL,NULL,'',0,1);
CREATE TABLE draft (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	kind VARCHAR NOT NULL, 
	patient_id INTEGER NOT NULL, 
	course_id INTEGER, 
	subject_id INTEGER, 
	payload VARCHAR NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	begun_utc BIGINT NOT NULL, 
	saved_utc BIGINT NOT NULL, 
	CONSTRAINT draft_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT draft_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "draft" VALUES(2,'visit',2,NULL,NULL,'{"pain":"7"}',1,'Ana Ruiz',1795200000,1795200000);
INSERT INTO "draft" VALUES(3,'visit',1,NULL,NULL,'{"pain":"2"}',1,'Ana Ruiz',1795200000,1795200000);
CREATE TABLE evaluation (
	id INTEGER NOT NULL, 
	course_id INTEGER NOT NULL, 
	practitioner_id INTEGER, 
	local_date DATE NOT NULL, 
	red_flag VARCHAR NOT NULL, 
	neuro VARCHAR NOT NULL, 
	findings VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT neuro_level CHECK (neuro in ('none', 'sensory', 'motor')), 
	CONSTRAINT red_flag_level CHECK (red_flag in ('none', 'urgent', 'emergency')), 
	CONSTRAINT evaluation_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT evaluation_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id)
);
INSERT INTO "evaluation" VALUES(1,1,NULL,'2026-11-19','urgent','none','{"posture":{"head":"forward"}}',0,1);
INSERT INTO "evaluation" VALUES(2,1,2,'2026-10-21','urgent','none','{"posture":{"head":"upright"}}',0,2);
INSERT INTO "evaluation" VALUES(3,1,NULL,'2026-11-20','none','sensory','{"motion":{"flexion":30}}',0,1);
CREATE TABLE former_name (
	id INTEGER NOT NULL, 
	patient_id INTEGER NOT NULL, 
	family_name VARCHAR NOT NULL, 
	given_name VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT former_name_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "former_name" VALUES(1,1,'Tanaka','Mei',1);
CREATE TABLE import_batch (
	id INTEGER NOT NULL, 
	at_utc BIGINT NOT NULL, 
	kind VARCHAR NOT NULL, 
	files VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	added INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	unchanged INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "import_batch" VALUES(1,1795200000,'csv','staff.csv;patients.csv','edf2e334dbd8427ca2880c96ffeafac3e304f186fbb2ea472e5eb319ad9d280e',2,0,0);
CREATE TABLE patient (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	family_name VARCHAR NOT NULL, 
	given_name VARCHAR NOT NULL, 
	preferred_name VARCHAR NOT NULL, 
	date_of_birth DATE, 
	phone VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	cautions VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	address VARCHAR DEFAULT '' NOT NULL, 
	medicines VARCHAR DEFAULT '' NOT NULL, 
	allergies VARCHAR DEFAULT '' NOT NULL, 
	merged_into INTEGER, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT patient_merged_into_known FOREIGN KEY(merged_into) REFERENCES patient (id), 
	CONSTRAINT patient_source_id_unique UNIQUE (source_id)
);
INSERT INTO "patient" VALUES(1,NULL,'Sato','Mei','',NULL,'555 0111','','','moved','','','',NULL,0,2);
INSERT INTO "patient" VALUES(2,NULL,'Park','Jo','',NULL,'','','','','','','',NULL,0,1);
INSERT INTO "patient" VALUES(3,NULL,'Lee','Ann','',NULL,'','ann@lee.example','','','','','',NULL,0,1);
INSERT INTO "patient" VALUES(4,NULL,'Tanaka','May','',NULL,'','mei@tanaka.example','','came twice','','','',NULL,0,1);
INSERT INTO "patient" VALUES(5,NULL,'Novak','Eva','',NULL,'555 0122','','','by phone','','','',NULL,0,1);
INSERT INTO "patient" VALUES(6,'pt1','O''Neil','Zoë','','1985-03-04','(503) 683-6219','','pacemaker','says "later"; 最 後','','','',NULL,0,1);
CREATE TABLE patient_term (
	id INTEGER NOT NULL, 
	patient_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	term VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT term_kind CHECK (kind in ('name', 'phone', 'email')), 
	CONSTRAINT patient_term_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "patient_term" VALUES(5,2,'name','park');
INSERT INTO "patient_term" VALUES(6,2,'name','jo');
INSERT INTO "patient_term" VALUES(7,3,'name','ann');
INSERT INTO "patient_term" VALUES(8,3,'email','ann@lee.example');
INSERT INTO "patient_term" VALUES(9,3,'name','lee');
INSERT INTO "patient_term" VALUES(10,4,'name','tanaka');
INSERT INTO "patient_term" VALUES(11,4,'email','mei@tanaka.example');
INSERT INTO "patient_term" VALUES(12,4,'name','may');
INSERT INTO "patient_term" VALUES(13,1,'name','mei');
INSERT INTO "patient_term" VALUES(14,1,'name','sato');
INSERT INTO "patient_term" VALUES(15,1,'name','tanaka');
INSERT INTO "patient_term" VALUES(16,1,'phone','0111');
INSERT INTO "patient_term" VALUES(17,1,'phone','5550111');
INSERT INTO "patient_term" VALUES(18,5,'name','eva');
INSERT INTO "patient_term" VALUES(19,5,'name','novak');
INSERT INTO "patient_term" VALUES(20,5,'phone','0122');
INSERT INTO "patient_term" VALUES(21,5,'phone','5550122');
INSERT INTO "patient_term" VALUES(22,6,'name','neil');
INSERT INTO "patient_term" VALUES(23,6,'name','o');
INSERT INTO "patient_term" VALUES(24,6,'name','oneil');
INSERT INTO "patient_term" VALUES(25,6,'name','zoe');
INSERT INTO "patient_term" VALUES(26,6,'phone','5036836219');
INSERT INTO "patient_term" VALUES(27,6,'phone','6219');
INSERT INTO "patient_term" VALUES(28,6,'phone','6836219');
CREATE TABLE practitioner_hours (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	weekday INTEGER NOT NULL, 
	from_minute INTEGER, 
	to_minute INTEGER, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT practitioner_weekday CHECK (weekday between 1 and 7), 
	CONSTRAINT comes_before_leaving CHECK ((from_minute is null and to_minute is null) or (0 <= from_minute and from_minute < to_minute and to_minute <= 1440)), 
	CONSTRAINT practitioner_hours_staff_id_known FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "practitioner_hours" VALUES(1,3,3,500,700,1);
INSERT INTO "practitioner_hours" VALUES(2,3,3,800,900,1);
CREATE TABLE proposal (
	id INTEGER NOT NULL, 
	source_id VARCHAR NOT NULL, 
	family_name VARCHAR NOT NULL, 
	given_name VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	local_date DATE NOT NULL, 
	minute INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	zone VARCHAR NOT NULL, 
	fold INTEGER NOT NULL, 
	service VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	appointment_id INTEGER, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT proposal_state CHECK (state in ('waiting', 'settled', 'dismissed')), 
	CONSTRAINT proposal_appointment_id_known FOREIGN KEY(appointment_id) REFERENCES appointment (id), 
	CONSTRAINT proposal_source_id_unique UNIQUE (source_id)
);
INSERT INTO "proposal" VALUES(1,'b1','Lee','Ann','Ann Lee','','','2026-11-20',600,30,'America/Los_Angeles',0,'','please (dismissed: twice)',0,'dismissed',NULL,2);
CREATE TABLE provider (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	fax VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	merged_into INTEGER, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT provider_merged_into_known FOREIGN KEY(merged_into) REFERENCES provider (id), 
	CONSTRAINT provider_name_unique UNIQUE (name)
);
INSERT INTO "provider" VALUES(1,'Motion Clinic','physical_therapy','','','','','two doors on',0,NULL,3);
INSERT INTO "provider" VALUES(2,'Motion P.T.','physical_therapy','','','','','',1,NULL,1);
INSERT INTO "provider" VALUES(3,'Gone Chiropractic','physical_therapy','','','','','',1,NULL,2);
INSERT INTO "provider" VALUES(4,'Oak Massage','massage','555 0144','','','','',1,NULL,1);
CREATE TABLE red_flag_action (
	id INTEGER NOT NULL, 
	evaluation_id INTEGER NOT NULL, 
	course_id INTEGER NOT NULL, 
	what VARCHAR NOT NULL, 
	local_date DATE NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT red_flag_action_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT red_flag_action_evaluation_id_known FOREIGN KEY(evaluation_id) REFERENCES evaluation (id)
);
INSERT INTO "red_flag_action" VALUES(1,1,1,'sent to the hospital','2026-11-20',1795200000,1,'Ana Ruiz',0);
CREATE TABLE referral (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	course_id INTEGER NOT NULL, 
	provider_id INTEGER, 
	kind VARCHAR NOT NULL, 
	urgency VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	created_on DATE NOT NULL, 
	sent_on DATE, 
	accepted_on DATE, 
	scheduled_on DATE, 
	appointment_on DATE, 
	attended_on DATE, 
	report_on DATE, 
	closed_on DATE, 
	ended_on DATE, 
	question VARCHAR NOT NULL, 
	respond_by DATE, 
	report_from VARCHAR DEFAULT '' NOT NULL, 
	report_summary VARCHAR DEFAULT '' NOT NULL, 
	reviewed_on DATE, 
	told_patient VARCHAR DEFAULT '' NOT NULL, 
	snoozed_until DATE, 
	snooze_reason VARCHAR DEFAULT '' NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT referral_kind CHECK (kind in ('chiropractic', 'physical_therapy', 'massage', 'orthopaedic')), 
	CONSTRAINT referral_status CHECK (status in ('draft', 'sent', 'accepted', 'scheduled', 'no_show', 'attended', 'report_received', 'closed', 'declined_by_patient', 'declined_by_provider', 'cancelled')), 
	CONSTRAINT referral_urgency CHECK (urgency in ('routine', 'urgent')), 
	CONSTRAINT referral_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT referral_provider_id_known FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT referral_source_id_unique UNIQUE (source_id)
);
INSERT INTO "referral" VALUES(1,NULL,1,1,'massage','routine','sent','2026-10-31','2026-11-20',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(2,NULL,1,1,'physical_therapy','routine','accepted','2026-10-31','2026-11-02','2026-11-20',NULL,NULL,NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,3);
INSERT INTO "referral" VALUES(3,NULL,1,1,'physical_therapy','routine','scheduled','2026-10-31','2026-11-02','2026-11-04','2026-11-20','2026-11-21',NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(4,NULL,1,1,'physical_therapy','routine','no_show','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12',NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(5,NULL,1,1,'physical_therapy','routine','no_show','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12',NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,1);
INSERT INTO "referral" VALUES(6,NULL,1,1,'physical_therapy','routine','report_received','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12','2026-11-12','2026-11-20',NULL,NULL,'What is the cause?',NULL,'','weak flexors',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(7,NULL,1,1,'physical_therapy','routine','closed','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12','2026-11-12','2026-11-16','2026-11-20',NULL,'What is the cause?',NULL,'A. Motion','','2026-11-20','Go on',NULL,'',0,3);
INSERT INTO "referral" VALUES(8,NULL,1,1,'physical_therapy','routine','accepted','2026-10-31','2026-11-02','2026-11-04',NULL,NULL,NULL,NULL,NULL,NULL,'What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(9,NULL,1,1,'physical_therapy','routine','declined_by_patient','2026-10-31','2026-11-02','2026-11-04',NULL,NULL,NULL,NULL,NULL,'2026-11-18','What is the cause?',NULL,'','',NULL,'',NULL,'',0,1);
INSERT INTO "referral" VALUES(10,NULL,1,2,'physical_therapy','routine','draft','2026-10-31',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-20','What is the cause?',NULL,'','',NULL,'',NULL,'',0,2);
INSERT INTO "referral" VALUES(11,NULL,1,1,'physical_therapy','routine','cancelled','2026-10-31',NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-18','What is the cause?',NULL,'','',NULL,'',NULL,'',0,1);
INSERT INTO "referral" VALUES(12,NULL,1,1,'physical_therapy','routine','closed','2026-10-31','2026-11-02','2026-11-04','2026-11-05','2026-11-12','2026-11-12','2026-11-16','2026-11-20',NULL,'What is the cause?',NULL,'A. Motion','','2026-11-20','Exercises go on',NULL,'',0,2);
INSERT INTO "referral" VALUES(13,NULL,1,1,'physical_therapy','routine','declined_by_patient','2026-10-31','2026-11-02',NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-20','What is the cause?',NULL,'','',NULL,'',NULL,'',0,3);
CREATE TABLE referral_event (
	id INTEGER NOT NULL, 
	referral_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	local_date DATE NOT NULL, 
	note VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT referral_event_kind CHECK (kind in ('step', 'call', 'note', 'snooze', 'correction')), 
	CONSTRAINT referral_event_referral_id_known FOREIGN KEY(referral_id) REFERENCES referral (id)
);
INSERT INTO "referral_event" VALUES(1,7,'step','report_received','2026-11-20','the report was read',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(2,7,'step','closed','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(3,1,'step','sent','2026-11-20','to Motion PT; fax',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(4,2,'call','','2026-11-20','they call back',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(5,2,'note','','2026-11-20','asked twice',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(6,2,'snooze','','2026-11-20','until 2026-11-21: on holiday',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(7,13,'snooze','','2026-11-20','taken up again',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(8,10,'step','draft','2026-11-20','Motion Clinic declined; sent on 2026-11-02, ended on 2026-11-18',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(9,2,'step','accepted','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(10,3,'step','scheduled','2026-11-20','for 2026-11-21',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(11,4,'step','no_show','2026-11-12','visit 2026-11-12',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(12,6,'step','report_received','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(13,12,'step','closed','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(14,13,'step','declined_by_patient','2026-11-20','',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_event" VALUES(15,8,'correction','accepted','2026-11-20','wrong patient (was closed; scheduled on 2026-11-05, appointment on 2026-11-12, attended on 2026-11-12, report on 2026-11-16, report from A. Motion, reviewed on 2026-11-17, told patient Go on, closed on 2026-11-17)',1795200000,1,'Ana Ruiz',0);
CREATE TABLE referral_letter (
	id INTEGER NOT NULL, 
	referral_id INTEGER NOT NULL, 
	provider_id INTEGER, 
	local_date DATE NOT NULL, 
	sent_by VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT referral_letter_provider_id_known FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT referral_letter_referral_id_known FOREIGN KEY(referral_id) REFERENCES referral (id)
);
INSERT INTO "referral_letter" VALUES(1,1,1,'2026-11-20','fax','{"format":1,"letter":{"function_name":"NDI","goal":null,"kind":"physical_therapy","on":"2026-11-20","parts":[{"heading":"Patient","key":"patient","text":"Name: Mei Tanaka.\nNo date of birth is on record.\nNo phone number is on record.\nNo address is on record."},{"heading":"What we ask","key":"question","text":"What is the cause?"},{"heading":"History","key":"history","text":"How it began is not on record.\nThe day of onset is not on record.\nThe duration is not on record.\nThe severity is not on record.\nNo contributing causes are on record."},{"heading":"Examination","key":"exam","text":"No examination is on record, and no answers to the red-flag screen."},{"heading":"Scores by visit","key":"scores","text":"No visit is on record."},{"heading":"Treatment here","key":"treatment","text":"No treatment is on record."},{"heading":"Response so far","key":"response","text":"The response to treatment is not on record."},{"heading":"Medicines, allergies, cautions","key":"safety","text":"No medicines are on record.\nNo allergies are on record.\nNo cautions are on record."},{"heading":"What the patient was told","key":"told","text":"What the patient was told is not on record."},{"heading":"Report","key":"report","text":"Please send us your report; no day is set for it.\nIf you cannot see the patient in time, please let us know, so that we can find somebody else."}],"patient":{"address":"","born":null,"name":"Mei Tanaka","phone":""},"receiver":{"address":"","credentials":"","email":"","fax":"","name":"Motion PT","person":"","phone":""},"respond_by":null,"sender":{"address":"","credentials":"","email":"","fax":"","name":"Riverside Acupuncture","person":"","phone":""},"urgency":"routine","visits":[]}}','925ef97c2884a0ca6c3a538034eb76a3412c52af3da0cf3948155cced881aa0c',1795200000,1,'Ana Ruiz',0);
INSERT INTO "referral_letter" VALUES(2,2,1,'2026-11-20','fax','{"format":1,"letter":{"function_name":"NDI","goal":null,"kind":"physical_therapy","on":"2026-11-20","parts":[{"heading":"Patient","key":"patient","text":"Name: Mei Tanaka.\nNo date of birth is on record.\nNo phone number is on record.\nNo address is on record."},{"heading":"What we ask","key":"question","text":"What is the cause?"},{"heading":"History","key":"history","text":"How it began is not on record.\nThe day of onset is not on record.\nThe duration is not on record.\nThe severity is not on record.\nNo contributing causes are on record."},{"heading":"Examination","key":"exam","text":"No examination is on record, and no answers to the red-flag screen."},{"heading":"Scores by visit","key":"scores","text":"No visit is on record."},{"heading":"Treatment here","key":"treatment","text":"No treatment is on record."},{"heading":"Response so far","key":"response","text":"The response to treatment is not on record."},{"heading":"Medicines, allergies, cautions","key":"safety","text":"No medicines are on record.\nNo allergies are on record.\nNo cautions are on record."},{"heading":"What the patient was told","key":"told","text":"What the patient was told is not on record."},{"heading":"Report","key":"report","text":"Please send us your report; no day is set for it.\nIf you cannot see the patient in time, please let us know, so that we can find somebody else."}],"patient":{"address":"","born":null,"name":"Mei Tanaka","phone":""},"receiver":{"address":"","credentials":"","email":"","fax":"","name":"Motion PT","person":"","phone":""},"respond_by":null,"sender":{"address":"","credentials":"","email":"","fax":"","name":"Riverside Acupuncture","person":"","phone":""},"urgency":"routine","visits":[]}}','925ef97c2884a0ca6c3a538034eb76a3412c52af3da0cf3948155cced881aa0c',1795200000,1,'Ana Ruiz',0);
CREATE TABLE room (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT room_name_unique UNIQUE (name)
);
INSERT INTO "room" VALUES(1,'R1',1,1);
INSERT INTO "room" VALUES(2,'R2',1,1);
INSERT INTO "room" VALUES(3,'R3',1,1);
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	system_user VARCHAR, 
	credentials VARCHAR DEFAULT '' NOT NULL, 
	active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT staff_role CHECK (role in ('front_desk', 'practitioner', 'owner')), 
	CONSTRAINT staff_source_id_unique UNIQUE (source_id), 
	CONSTRAINT staff_system_user_unique UNIQUE (system_user)
);
INSERT INTO "staff" VALUES(1,NULL,'Tom Becker','owner',NULL,'',1,1);
INSERT INTO "staff" VALUES(2,NULL,'Dana Lee','practitioner',NULL,'L.Ac.',1,2);
INSERT INTO "staff" VALUES(3,NULL,'Lee Fox','practitioner',NULL,'',1,1);
INSERT INTO "staff" VALUES(4,'p9','Dana Reed','practitioner',NULL,'',1,1);
CREATE TABLE undo_step (
	id INTEGER NOT NULL, 
	at_utc BIGINT NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	payload VARCHAR NOT NULL, 
	undone_utc BIGINT, 
	PRIMARY KEY (id)
);
INSERT INTO "undo_step" VALUES(1,1795200000,1,'Ana Ruiz','advice','[{"table":"advice_decision","id":1,"was":null,"now":{"id":1,"course_id":1,"decision":"dismissed","rule":"D25","advice":"refer_complementary","basis":"v=3;S=5","reason":"no","local_date":"2026-11-20","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(2,1795200000,1,'Ana Ruiz','red flag','[{"table":"red_flag_action","id":1,"was":null,"now":{"id":1,"evaluation_id":1,"course_id":1,"what":"sent to the hospital","local_date":"2026-11-20","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(3,1795200000,1,'Ana Ruiz','arrive','[{"table":"appointment","id":1,"was":{"status":"booked","arrived_utc":null},"now":{"status":"arrived","arrived_utc":1795200000}}]',NULL);
INSERT INTO "undo_step" VALUES(4,1795200000,1,'Ana Ruiz','cancel','[{"table":"appointment","id":2,"was":{"status":"confirmed","cancelled_by":"","reason":""},"now":{"status":"late_cancelled","cancelled_by":"patient","reason":"is ill"}}]',NULL);
INSERT INTO "undo_step" VALUES(5,1795200000,1,'Ana Ruiz','done','[{"table":"appointment","id":4,"was":{"status":"in_room","finished_utc":null},"now":{"status":"completed","finished_utc":1795200000}},{"table":"visit","id":5,"was":null,"now":{"id":5,"source_id":null,"course_id":3,"practitioner_id":2,"local_date":"2026-11-20","minute":570,"nprs":null,"ndi_percent":null,"psfs":null,"rom_degrees":null,"groc":null,"points":"","techniques":"","note":"","sides":"","minutes":null,"response":"","adverse":"","advice_given":"","acknowledged":"","details":"{}","voided":false,"version":1}},{"table":"course","id":3,"was":{"expected_min":null,"expected_max":null},"now":{"expected_min":6,"expected_max":10}}]',NULL);
INSERT INTO "undo_step" VALUES(6,1795200000,1,'Ana Ruiz','left unseen','[{"table":"appointment","id":3,"was":{"status":"arrived","finished_utc":null},"now":{"status":"left_unseen","finished_utc":1795200000}}]',NULL);
INSERT INTO "undo_step" VALUES(7,1795200000,1,'Ana Ruiz','put back','[{"table":"appointment","id":7,"was":{"status":"no_show"},"now":{"status":"booked"}}]',NULL);
INSERT INTO "undo_step" VALUES(8,1795200000,1,'Ana Ruiz','put back','[{"table":"appointment","id":5,"was":{"status":"completed"},"now":{"status":"in_room"}}]',NULL);
INSERT INTO "undo_step" VALUES(9,1795200000,1,'Ana Ruiz','book','[{"table":"appointment","id":11,"was":null,"now":{"id":11,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":2,"room_id":1,"local_date":"2026-11-23","minute":600,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1795456800,"end_utc":1795458600,"status":"booked","cancelled_by":"","reason":"","arrived_utc":null,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(10,1795200000,1,'Ana Ruiz','book 3','[{"table":"appointment","id":12,"was":null,"now":{"id":12,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":2,"room_id":1,"local_date":"2026-11-24","minute":600,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1795543200,"end_utc":1795545000,"status":"booked","cancelled_by":"","reason":"","arrived_utc":null,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}},{"table":"appointment","id":13,"was":null,"now":{"id":13,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":2,"room_id":1,"local_date":"2026-12-01","minute":600,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1796148000,"end_utc":1796149800,"status":"booked","cancelled_by":"","reason":"","arrived_utc":null,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}},{"table":"appointment","id":14,"was":null,"now":{"id":14,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":2,"room_id":1,"local_date":"2026-12-08","minute":600,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1796752800,"end_utc":1796754600,"status":"booked","cancelled_by":"","reason":"","arrived_utc":null,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(11,1795200000,1,'Ana Ruiz','move','[{"table":"appointment","id":8,"was":{"practitioner_id":2,"room_id":null,"minute":690,"start_utc":1795462200,"end_utc":1795464000,"squeezed":false},"now":{"practitioner_id":3,"room_id":2,"minute":900,"start_utc":1795474800,"end_utc":1795476600,"squeezed":true}}]',NULL);
INSERT INTO "undo_step" VALUES(12,1795200000,1,'Ana Ruiz','walk-in','[{"table":"appointment","id":15,"was":null,"now":{"id":15,"source_id":null,"patient_id":2,"course_id":null,"practitioner_id":3,"room_id":null,"local_date":"2026-11-20","minute":640,"minutes":30,"zone":"America/Los_Angeles","fold":0,"start_utc":1795200000,"end_utc":1795201800,"status":"arrived","cancelled_by":"","reason":"","arrived_utc":1795200000,"started_utc":null,"finished_utc":null,"squeezed":false,"sequence":0,"note":"","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(13,1795200000,1,'Ana Ruiz','change course','[{"table":"correction","id":1,"was":null,"now":{"id":1,"subject":"course","subject_id":1,"course_id":1,"field":"severity","was":"","now":"severe","reason":"seen again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":2,"was":null,"now":{"id":2,"subject":"course","subject_id":1,"course_id":1,"field":"causes","was":"","now":"whiplash","reason":"seen again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":3,"was":null,"now":{"id":3,"subject":"course","subject_id":1,"course_id":1,"field":"practitioner","was":"Dana Lee","now":"Lee Fox","reason":"seen again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":4,"was":null,"now":{"id":4,"subject":"course","subject_id":1,"course_id":1,"field":"expected visits","was":"6-10","now":"8-12","reason":"seen again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"course","id":1,"was":{"practitioner_id":2,"severity":null,"causes":"","expected_min":6,"expected_max":10,"expected_by_rule":true,"expected_reason":""},"now":{"practitioner_id":3,"severity":"severe","causes":"whiplash","expected_min":8,"expected_max":12,"expected_by_rule":false,"expected_reason":"seen again"}}]',NULL);
INSERT INTO "undo_step" VALUES(14,1795200000,1,'Ana Ruiz','close course','[{"table":"appointment","id":9,"was":{"status":"booked","cancelled_by":"","reason":""},"now":{"status":"late_cancelled","cancelled_by":"clinic","reason":"course closed"}},{"table":"course","id":1,"was":{"closed_on":null,"outcome":null,"closing_note":""},"now":{"closed_on":"2026-11-20","outcome":"resolved","closing_note":"well"}}]',NULL);
INSERT INTO "undo_step" VALUES(15,1795200000,1,'Ana Ruiz','open course','[{"table":"course","id":5,"was":null,"now":{"id":5,"source_id":null,"patient_id":1,"practitioner_id":null,"condition":"low_back_pain","onset_date":null,"opened_on":"2026-11-20","severity":"mild","exam_class":null,"causes":"","expected_min":null,"expected_max":null,"expected_by_rule":true,"expected_reason":"","goal_nprs":null,"closed_on":null,"outcome":null,"closing_note":"","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(16,1795200000,1,'Ana Ruiz','reopen course','[{"table":"correction","id":5,"was":null,"now":{"id":5,"subject":"course","subject_id":2,"course_id":2,"field":"closed","was":"2026-11-10","now":"","reason":"it came back","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":6,"was":null,"now":{"id":6,"subject":"course","subject_id":2,"course_id":2,"field":"outcome","was":"resolved","now":"","reason":"it came back","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":7,"was":null,"now":{"id":7,"subject":"course","subject_id":2,"course_id":2,"field":"note","was":"well again","now":"","reason":"it came back","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"course","id":2,"was":{"closed_on":"2026-11-10","outcome":"resolved","closing_note":"well again"},"now":{"closed_on":null,"outcome":null,"closing_note":""}}]',NULL);
INSERT INTO "undo_step" VALUES(17,1795200000,1,'Ana Ruiz','evaluation','[{"table":"evaluation","id":3,"was":null,"now":{"id":3,"course_id":1,"practitioner_id":null,"local_date":"2026-11-20","red_flag":"none","neuro":"sensory","findings":"{\"motion\":{\"flexion\":30}}","voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(18,1795200000,1,'Ana Ruiz','evaluation','[{"table":"correction","id":8,"was":null,"now":{"id":8,"subject":"evaluation","subject_id":2,"course_id":1,"field":"red_flag","was":"none","now":"urgent","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":9,"was":null,"now":{"id":9,"subject":"evaluation","subject_id":2,"course_id":1,"field":"posture","was":"{\"head\":\"forward\"}","now":"{\"head\":\"upright\"}","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"evaluation","id":2,"was":{"practitioner_id":null,"red_flag":"none","findings":"{\"posture\":{\"head\":\"forward\"}}"},"now":{"practitioner_id":2,"red_flag":"urgent","findings":"{\"posture\":{\"head\":\"upright\"}}"}}]',NULL);
INSERT INTO "undo_step" VALUES(19,1795200000,1,'Ana Ruiz','attach file','[{"table":"attachment","id":1,"was":null,"now":{"id":1,"referral_id":6,"name":"521a64bb267056b6ab3034f4f32ff51a.pdf","title":"Report","media":"application/pdf","size":23,"digest":"635b857fcf3b491cde4ae51787deed3012fdd276d330b678c38affbf5a613415","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(20,1795200000,1,'Ana Ruiz','report read','[{"table":"referral","id":7,"was":{"status":"report_received","closed_on":null,"reviewed_on":null,"told_patient":""},"now":{"status":"closed","closed_on":"2026-11-20","reviewed_on":"2026-11-20","told_patient":"Go on"}},{"table":"referral_event","id":1,"was":null,"now":{"id":1,"referral_id":7,"kind":"step","state":"report_received","local_date":"2026-11-20","note":"the report was read","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"referral_event","id":2,"was":null,"now":{"id":2,"referral_id":7,"kind":"step","state":"closed","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(21,1795200000,1,'Ana Ruiz','absence','[{"table":"absence","id":2,"was":null,"now":{"id":2,"staff_id":2,"from_date":"2026-11-20","to_date":"2026-11-21","reason":"ill","version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(22,1795200000,1,'Ana Ruiz','closed day','[{"table":"closure","id":2,"was":null,"now":{"id":2,"source_id":null,"local_date":"2026-11-21","reason":"a burst pipe","cancelled":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(23,1795200000,1,'Ana Ruiz','opening hours','[{"table":"clinic_hours","id":1,"was":{"id":1,"weekday":6,"opens":540,"closes":720,"lunch_from":null,"lunch_to":null,"version":1},"now":null}]',NULL);
INSERT INTO "undo_step" VALUES(24,1795200000,1,'Ana Ruiz','working hours','[{"table":"practitioner_hours","id":1,"was":{"id":1,"staff_id":3,"weekday":3,"from_minute":540,"to_minute":720,"version":1},"now":null}]',NULL);
INSERT INTO "undo_step" VALUES(25,1795200000,1,'Ana Ruiz','absence','[{"table":"absence","id":1,"was":{"id":1,"staff_id":3,"from_date":"2026-11-23","to_date":"2026-11-23","reason":"","version":1},"now":null}]',NULL);
INSERT INTO "undo_step" VALUES(26,1795200000,1,'Ana Ruiz','closed day','[{"table":"closure","id":1,"was":{"cancelled":false},"now":{"cancelled":true}}]',NULL);
INSERT INTO "undo_step" VALUES(27,1795200000,1,'Ana Ruiz','opening hours','[{"table":"clinic_hours","id":1,"was":null,"now":{"id":1,"weekday":6,"opens":540,"closes":780,"lunch_from":600,"lunch_to":630,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(28,1795200000,1,'Ana Ruiz','opening hours','[{"table":"clinic_hours","id":2,"was":null,"now":{"id":2,"weekday":1,"opens":null,"closes":null,"lunch_from":null,"lunch_to":null,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(29,1795200000,1,'Ana Ruiz','patients at once','[{"table":"clinic","id":1,"was":{"overlap_limit":2},"now":{"overlap_limit":3}}]',NULL);
INSERT INTO "undo_step" VALUES(30,1795200000,1,'Ana Ruiz','opening hours','[{"table":"clinic","id":1,"was":{"opens_minute":480,"closes_minute":1080},"now":{"opens_minute":450,"closes_minute":1100}}]',NULL);
INSERT INTO "undo_step" VALUES(31,1795200000,1,'Ana Ruiz','working hours','[{"table":"practitioner_hours","id":1,"was":null,"now":{"id":1,"staff_id":3,"weekday":3,"from_minute":500,"to_minute":700,"version":1}},{"table":"practitioner_hours","id":2,"was":null,"now":{"id":2,"staff_id":3,"weekday":3,"from_minute":800,"to_minute":900,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(32,1795200000,1,'Ana Ruiz','change clinic','[{"table":"clinic","id":1,"was":{"phone":"","paper":""},"now":{"phone":"(503) 555-0101","paper":"a4"}}]',NULL);
INSERT INTO "undo_step" VALUES(33,1795200000,1,'Ana Ruiz','change credentials','[{"table":"staff","id":2,"was":{"credentials":""},"now":{"credentials":"L.Ac."}}]',NULL);
INSERT INTO "undo_step" VALUES(34,1795200000,1,'Ana Ruiz','referral sent','[{"table":"referral","id":1,"was":{"status":"draft","sent_on":null},"now":{"status":"sent","sent_on":"2026-11-20"}},{"table":"referral_event","id":3,"was":null,"now":{"id":3,"referral_id":1,"kind":"step","state":"sent","local_date":"2026-11-20","note":"to Motion PT; fax","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"referral_letter","id":1,"was":null,"now":{"id":1,"referral_id":1,"provider_id":1,"local_date":"2026-11-20","sent_by":"fax","text":"{\"format\":1,\"letter\":{\"function_name\":\"NDI\",\"goal\":null,\"kind\":\"physical_therapy\",\"on\":\"2026-11-20\",\"parts\":[{\"heading\":\"Patient\",\"key\":\"patient\",\"text\":\"Name: Mei Tanaka.\\nNo date of birth is on record.\\nNo phone number is on record.\\nNo address is on record.\"},{\"heading\":\"What we ask\",\"key\":\"question\",\"text\":\"What is the cause?\"},{\"heading\":\"History\",\"key\":\"history\",\"text\":\"How it began is not on record.\\nThe day of onset is not on record.\\nThe duration is not on record.\\nThe severity is not on record.\\nNo contributing causes are on record.\"},{\"heading\":\"Examination\",\"key\":\"exam\",\"text\":\"No examination is on record, and no answers to the red-flag screen.\"},{\"heading\":\"Scores by visit\",\"key\":\"scores\",\"text\":\"No visit is on record.\"},{\"heading\":\"Treatment here\",\"key\":\"treatment\",\"text\":\"No treatment is on record.\"},{\"heading\":\"Response so far\",\"key\":\"response\",\"text\":\"The response to treatment is not on record.\"},{\"heading\":\"Medicines, allergies, cautions\",\"key\":\"safety\",\"text\":\"No medicines are on record.\\nNo allergies are on record.\\nNo cautions are on record.\"},{\"heading\":\"What the patient was told\",\"key\":\"told\",\"text\":\"What the patient was told is not on record.\"},{\"heading\":\"Report\",\"key\":\"report\",\"text\":\"Please send us your report; no day is set for it.\\nIf you cannot see the patient in time, please let us know, so that we can find somebody else.\"}],\"patient\":{\"address\":\"\",\"born\":null,\"name\":\"Mei Tanaka\",\"phone\":\"\"},\"receiver\":{\"address\":\"\",\"credentials\":\"\",\"email\":\"\",\"fax\":\"\",\"name\":\"Motion PT\",\"person\":\"\",\"phone\":\"\"},\"respond_by\":null,\"sender\":{\"address\":\"\",\"credentials\":\"\",\"email\":\"\",\"fax\":\"\",\"name\":\"Riverside Acupuncture\",\"person\":\"\",\"phone\":\"\"},\"urgency\":\"routine\",\"visits\":[]}}","digest":"925ef97c2884a0ca6c3a538034eb76a3412c52af3da0cf3948155cced881aa0c","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(35,1795200000,1,'Ana Ruiz','change patient','[{"table":"patient","id":1,"was":{"family_name":"Tanaka","phone":"555 0100","note":""},"now":{"family_name":"Sato","phone":"555 0111","note":"moved"}},{"table":"former_name","id":1,"was":null,"now":{"id":1,"patient_id":1,"family_name":"Tanaka","given_name":"Mei","version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(36,1795200000,1,'Ana Ruiz','register','[{"table":"patient","id":5,"was":null,"now":{"id":5,"source_id":null,"family_name":"Novak","given_name":"Eva","preferred_name":"","date_of_birth":null,"phone":"555 0122","email":"","cautions":"","note":"by phone","address":"","medicines":"","allergies":"","merged_into":null,"voided":false,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(37,1795200000,1,'Ana Ruiz','dismiss booking','[{"table":"proposal","id":1,"was":{"note":"please","state":"waiting"},"now":{"note":"please (dismissed: twice)","state":"dismissed"}}]',NULL);
INSERT INTO "undo_step" VALUES(38,1795200000,1,'Ana Ruiz','new provider','[{"table":"provider","id":4,"was":null,"now":{"id":4,"name":"Oak Massage","kind":"massage","phone":"555 0144","fax":"","email":"","address":"","note":"","active":true,"merged_into":null,"version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(39,1795200000,1,'Ana Ruiz','change provider','[{"table":"provider","id":1,"was":{"name":"Motion PT","note":""},"now":{"name":"Motion Clinic","note":"two doors on"}}]',NULL);
INSERT INTO "undo_step" VALUES(40,1795200000,1,'Ana Ruiz','retire provider','[{"table":"provider","id":1,"was":{"active":true},"now":{"active":false}}]',NULL);
INSERT INTO "undo_step" VALUES(41,1795200000,1,'Ana Ruiz','take provider back','[{"table":"provider","id":3,"was":{"active":false},"now":{"active":true}}]',NULL);
INSERT INTO "undo_step" VALUES(42,1795200000,1,'Ana Ruiz','call','[{"table":"referral_event","id":4,"was":null,"now":{"id":4,"referral_id":2,"kind":"call","state":"","local_date":"2026-11-20","note":"they call back","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(43,1795200000,1,'Ana Ruiz','keep letter','[{"table":"referral_letter","id":2,"was":null,"now":{"id":2,"referral_id":2,"provider_id":1,"local_date":"2026-11-20","sent_by":"fax","text":"{\"format\":1,\"letter\":{\"function_name\":\"NDI\",\"goal\":null,\"kind\":\"physical_therapy\",\"on\":\"2026-11-20\",\"parts\":[{\"heading\":\"Patient\",\"key\":\"patient\",\"text\":\"Name: Mei Tanaka.\\nNo date of birth is on record.\\nNo phone number is on record.\\nNo address is on record.\"},{\"heading\":\"What we ask\",\"key\":\"question\",\"text\":\"What is the cause?\"},{\"heading\":\"History\",\"key\":\"history\",\"text\":\"How it began is not on record.\\nThe day of onset is not on record.\\nThe duration is not on record.\\nThe severity is not on record.\\nNo contributing causes are on record.\"},{\"heading\":\"Examination\",\"key\":\"exam\",\"text\":\"No examination is on record, and no answers to the red-flag screen.\"},{\"heading\":\"Scores by visit\",\"key\":\"scores\",\"text\":\"No visit is on record.\"},{\"heading\":\"Treatment here\",\"key\":\"treatment\",\"text\":\"No treatment is on record.\"},{\"heading\":\"Response so far\",\"key\":\"response\",\"text\":\"The response to treatment is not on record.\"},{\"heading\":\"Medicines, allergies, cautions\",\"key\":\"safety\",\"text\":\"No medicines are on record.\\nNo allergies are on record.\\nNo cautions are on record.\"},{\"heading\":\"What the patient was told\",\"key\":\"told\",\"text\":\"What the patient was told is not on record.\"},{\"heading\":\"Report\",\"key\":\"report\",\"text\":\"Please send us your report; no day is set for it.\\nIf you cannot see the patient in time, please let us know, so that we can find somebody else.\"}],\"patient\":{\"address\":\"\",\"born\":null,\"name\":\"Mei Tanaka\",\"phone\":\"\"},\"receiver\":{\"address\":\"\",\"credentials\":\"\",\"email\":\"\",\"fax\":\"\",\"name\":\"Motion PT\",\"person\":\"\",\"phone\":\"\"},\"respond_by\":null,\"sender\":{\"address\":\"\",\"credentials\":\"\",\"email\":\"\",\"fax\":\"\",\"name\":\"Riverside Acupuncture\",\"person\":\"\",\"phone\":\"\"},\"urgency\":\"routine\",\"visits\":[]}}","digest":"925ef97c2884a0ca6c3a538034eb76a3412c52af3da0cf3948155cced881aa0c","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(44,1795200000,1,'Ana Ruiz','note','[{"table":"referral_event","id":5,"was":null,"now":{"id":5,"referral_id":2,"kind":"note","state":"","local_date":"2026-11-20","note":"asked twice","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(45,1795200000,1,'Ana Ruiz','put off','[{"table":"referral","id":2,"was":{"snoozed_until":null,"snooze_reason":""},"now":{"snoozed_until":"2026-11-21","snooze_reason":"on holiday"}},{"table":"referral_event","id":6,"was":null,"now":{"id":6,"referral_id":2,"kind":"snooze","state":"","local_date":"2026-11-20","note":"until 2026-11-21: on holiday","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(46,1795200000,1,'Ana Ruiz','take up again','[{"table":"referral","id":13,"was":{"snoozed_until":"2026-11-25","snooze_reason":"away"},"now":{"snoozed_until":null,"snooze_reason":""}},{"table":"referral_event","id":7,"was":null,"now":{"id":7,"referral_id":13,"kind":"snooze","state":"","local_date":"2026-11-20","note":"taken up again","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(47,1795200000,1,'Ana Ruiz','referral to send','[{"table":"referral","id":10,"was":{"provider_id":1,"status":"declined_by_provider","sent_on":"2026-11-02","ended_on":"2026-11-18"},"now":{"provider_id":2,"status":"draft","sent_on":null,"ended_on":"2026-11-20"}},{"table":"referral_event","id":8,"was":null,"now":{"id":8,"referral_id":10,"kind":"step","state":"draft","local_date":"2026-11-20","note":"Motion Clinic declined; sent on 2026-11-02, ended on 2026-11-18","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(48,1795200000,1,'Ana Ruiz','referral accepted','[{"table":"referral","id":2,"was":{"status":"sent","accepted_on":null,"snoozed_until":"2026-11-21","snooze_reason":"on holiday"},"now":{"status":"accepted","accepted_on":"2026-11-20","snoozed_until":null,"snooze_reason":""}},{"table":"referral_event","id":9,"was":null,"now":{"id":9,"referral_id":2,"kind":"step","state":"accepted","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(49,1795200000,1,'Ana Ruiz','referral visit booked','[{"table":"referral","id":3,"was":{"status":"accepted","scheduled_on":null,"appointment_on":null},"now":{"status":"scheduled","scheduled_on":"2026-11-20","appointment_on":"2026-11-21"}},{"table":"referral_event","id":10,"was":null,"now":{"id":10,"referral_id":3,"kind":"step","state":"scheduled","local_date":"2026-11-20","note":"for 2026-11-21","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(50,1795200000,1,'Ana Ruiz','referral did not come','[{"table":"referral","id":4,"was":{"status":"scheduled"},"now":{"status":"no_show"}},{"table":"referral_event","id":11,"was":null,"now":{"id":11,"referral_id":4,"kind":"step","state":"no_show","local_date":"2026-11-12","note":"visit 2026-11-12","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(51,1795200000,1,'Ana Ruiz','referral report to read','[{"table":"referral","id":6,"was":{"status":"attended","report_on":null,"report_summary":""},"now":{"status":"report_received","report_on":"2026-11-20","report_summary":"weak flexors"}},{"table":"referral_event","id":12,"was":null,"now":{"id":12,"referral_id":6,"kind":"step","state":"report_received","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(52,1795200000,1,'Ana Ruiz','referral closed','[{"table":"referral","id":12,"was":{"status":"report_received","closed_on":null,"told_patient":""},"now":{"status":"closed","closed_on":"2026-11-20","told_patient":"Exercises go on"}},{"table":"referral_event","id":13,"was":null,"now":{"id":13,"referral_id":12,"kind":"step","state":"closed","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(53,1795200000,1,'Ana Ruiz','referral refused by the patient','[{"table":"referral","id":13,"was":{"status":"sent","ended_on":null},"now":{"status":"declined_by_patient","ended_on":"2026-11-20"}},{"table":"referral_event","id":14,"was":null,"now":{"id":14,"referral_id":13,"kind":"step","state":"declined_by_patient","local_date":"2026-11-20","note":"","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(54,1795200000,1,'Ana Ruiz','referral put back','[{"table":"referral","id":8,"was":{"status":"closed","scheduled_on":"2026-11-05","appointment_on":"2026-11-12","attended_on":"2026-11-12","report_on":"2026-11-16","closed_on":"2026-11-17","report_from":"A. Motion","reviewed_on":"2026-11-17","told_patient":"Go on"},"now":{"status":"accepted","scheduled_on":null,"appointment_on":null,"attended_on":null,"report_on":null,"closed_on":null,"report_from":"","reviewed_on":null,"told_patient":""}},{"table":"referral_event","id":15,"was":null,"now":{"id":15,"referral_id":8,"kind":"correction","state":"accepted","local_date":"2026-11-20","note":"wrong patient (was closed; scheduled on 2026-11-05, appointment on 2026-11-12, attended on 2026-11-12, report on 2026-11-16, report from A. Motion, reviewed on 2026-11-17, told patient Go on, closed on 2026-11-17)","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(55,1795200000,1,'Ana Ruiz','correct visit','[{"table":"correction","id":10,"was":null,"now":{"id":10,"subject":"visit","subject_id":1,"course_id":1,"field":"nprs","was":"6","now":"3","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":11,"was":null,"now":{"id":11,"subject":"visit","subject_id":1,"course_id":1,"field":"pain","was":"[6,8,4]","now":"","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"correction","id":12,"was":null,"now":{"id":12,"subject":"visit","subject_id":1,"course_id":1,"field":"motion","was":"{\"flexion\":40}","now":"","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"visit","id":1,"was":{"nprs":6.0,"rom_degrees":40.0,"note":"","details":"{\"pain\":[6,8,4],\"motion\":{\"flexion\":40}}"},"now":{"nprs":3.0,"rom_degrees":null,"note":"x","details":"{}"}},{"table":"correction","id":13,"was":null,"now":{"id":13,"subject":"visit","subject_id":1,"course_id":1,"field":"rom_degrees","was":"40","now":"","reason":"misheard","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}}]',NULL);
INSERT INTO "undo_step" VALUES(56,1795200000,1,'Ana Ruiz','record visit','[{"table":"visit","id":6,"was":null,"now":{"id":6,"source_id":null,"course_id":4,"practitioner_id":null,"local_date":"2026-11-20","minute":640,"nprs":4.0,"ndi_percent":20.0,"psfs":null,"rom_degrees":45,"groc":null,"points":"","techniques":"cupping","note":"sleeps better","sides":"","minutes":null,"response":"","adverse":"","advice_given":"","acknowledged":"","details":"{\"function\":[1,1,1,1,1,1,1,1,1,1],\"motion\":{\"flexion\":45},\"pain\":[4,6,2]}","voided":false,"version":2}},{"table":"course","id":4,"was":{"expected_min":null,"expected_max":null},"now":{"expected_min":6,"expected_max":10}}]',NULL);
INSERT INTO "undo_step" VALUES(57,1795200000,1,'Ana Ruiz','record visit','[{"table":"visit","id":4,"was":{"nprs":null,"ndi_percent":null,"rom_degrees":null,"techniques":"","note":"","details":"{}"},"now":{"nprs":4.0,"ndi_percent":20.0,"rom_degrees":45,"techniques":"cupping","note":"sleeps better","details":"{\"function\":[1,1,1,1,1,1,1,1,1,1],\"motion\":{\"flexion\":45},\"pain\":[4,6,2]}"}}]',NULL);
INSERT INTO "undo_step" VALUES(58,1795200000,1,'Ana Ruiz','take visit off','[{"table":"correction","id":14,"was":null,"now":{"id":14,"subject":"visit","subject_id":2,"course_id":1,"field":"visit","was":"2026-10-18","now":"taken off","reason":"another patient''s","at_utc":1795200000,"staff_id":1,"actor":"Ana Ruiz","voided":false}},{"table":"visit","id":2,"was":{"voided":false},"now":{"voided":true}}]',NULL);
INSERT INTO "undo_step" VALUES(59,1795200000,1,'Ana Ruiz','waiting list','[{"table":"waiting_entry","id":3,"was":null,"now":{"id":3,"patient_id":2,"practitioner_id":null,"course_id":null,"earliest":"2026-11-20","latest":null,"weekdays":"1;3","from_minute":null,"until_minute":null,"minutes":30,"note":"mornings","since_utc":1795200000,"state":"waiting","version":1}}]',NULL);
INSERT INTO "undo_step" VALUES(60,1795200000,1,'Ana Ruiz','waiting list','[{"table":"waiting_entry","id":2,"was":{"state":"offered"},"now":{"state":"waiting"}}]',NULL);
INSERT INTO "undo_step" VALUES(61,1795200000,1,'Ana Ruiz','waiting list','[{"table":"waiting_entry","id":1,"was":{"state":"waiting"},"now":{"state":"booked"}}]',NULL);
CREATE TABLE visit (
	id INTEGER NOT NULL, 
	source_id VARCHAR, 
	course_id INTEGER NOT NULL, 
	practitioner_id INTEGER, 
	local_date DATE NOT NULL, 
	minute INTEGER NOT NULL, 
	nprs FLOAT, 
	ndi_percent FLOAT, 
	psfs FLOAT, 
	rom_degrees FLOAT, 
	groc INTEGER, 
	points VARCHAR NOT NULL, 
	techniques VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	sides VARCHAR DEFAULT '' NOT NULL, 
	minutes INTEGER, 
	response VARCHAR DEFAULT '' NOT NULL, 
	adverse VARCHAR DEFAULT '' NOT NULL, 
	advice_given VARCHAR DEFAULT '' NOT NULL, 
	acknowledged VARCHAR DEFAULT '' NOT NULL, 
	details VARCHAR DEFAULT '{}' NOT NULL, 
	voided BOOLEAN DEFAULT 0 NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT groc_range CHECK (groc is null or groc between -7 and 7), 
	CONSTRAINT ndi_range CHECK (ndi_percent is null or ndi_percent between 0 and 100), 
	CONSTRAINT nprs_range CHECK (nprs is null or nprs between 0 and 10), 
	CONSTRAINT psfs_range CHECK (psfs is null or psfs between 0 and 10), 
	CONSTRAINT visit_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT visit_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id), 
	CONSTRAINT visit_source_id_unique UNIQUE (source_id)
);
INSERT INTO "visit" VALUES(1,NULL,1,NULL,'2026-10-11',600,3.0,NULL,NULL,NULL,NULL,'','','x','',NULL,'','','','','{}',0,3);
INSERT INTO "visit" VALUES(2,NULL,1,NULL,'2026-10-18',600,5.0,NULL,NULL,NULL,NULL,'','','','',NULL,'','','','','{}',1,2);
INSERT INTO "visit" VALUES(3,NULL,1,NULL,'2026-10-25',600,5.0,NULL,NULL,NULL,NULL,'','','','',NULL,'','','','','{}',0,1);
INSERT INTO "visit" VALUES(4,NULL,3,NULL,'2026-10-11',600,4.0,20.0,NULL,45.0,NULL,'','cupping','sleeps better','',NULL,'','','','','{"function":[1,1,1,1,1,1,1,1,1,1],"motion":{"flexion":45},"pain":[4,6,2]}',0,3);
INSERT INTO "visit" VALUES(5,NULL,3,2,'2026-11-20',570,NULL,NULL,NULL,NULL,NULL,'','','','',NULL,'','','','','{}',0,1);
INSERT INTO "visit" VALUES(6,NULL,4,NULL,'2026-11-20',640,4.0,20.0,NULL,45.0,NULL,'','cupping','sleeps better','',NULL,'','','','','{"function":[1,1,1,1,1,1,1,1,1,1],"motion":{"flexion":45},"pain":[4,6,2]}',0,2);
CREATE TABLE waiting_entry (
	id INTEGER NOT NULL, 
	patient_id INTEGER NOT NULL, 
	practitioner_id INTEGER, 
	course_id INTEGER, 
	earliest DATE NOT NULL, 
	latest DATE, 
	weekdays VARCHAR NOT NULL, 
	from_minute INTEGER, 
	until_minute INTEGER, 
	minutes INTEGER NOT NULL, 
	note VARCHAR NOT NULL, 
	since_utc BIGINT NOT NULL, 
	state VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT waiting_state CHECK (state in ('waiting', 'offered', 'booked', 'withdrawn')), 
	CONSTRAINT waiting_dates CHECK (latest is null or latest >= earliest), 
	CONSTRAINT waiting_minutes CHECK (minutes between 5 and 480), 
	CONSTRAINT waiting_entry_course_id_known FOREIGN KEY(course_id) REFERENCES course (id), 
	CONSTRAINT waiting_entry_patient_id_known FOREIGN KEY(patient_id) REFERENCES patient (id), 
	CONSTRAINT waiting_entry_practitioner_id_known FOREIGN KEY(practitioner_id) REFERENCES staff (id)
);
INSERT INTO "waiting_entry" VALUES(1,3,NULL,NULL,'2026-11-20',NULL,'',NULL,NULL,30,'',1795191000,'booked',2);
INSERT INTO "waiting_entry" VALUES(2,4,NULL,NULL,'2026-11-20',NULL,'',NULL,NULL,30,'',1795191000,'waiting',2);
INSERT INTO "waiting_entry" VALUES(3,2,NULL,NULL,'2026-11-20',NULL,'1;3',NULL,NULL,30,'mornings',1795200000,'waiting',1);
CREATE INDEX audit_by_patient ON audit_entry (patient_id);
CREATE INDEX audit_by_subject ON audit_entry (subject, subject_id);
CREATE INDEX closure_by_local_date ON closure (local_date);
CREATE INDEX patient_by_date_of_birth ON patient (date_of_birth);
CREATE INDEX patient_by_merged_into ON patient (merged_into);
CREATE INDEX former_name_by_patient_id ON former_name (patient_id);
CREATE INDEX practitioner_hours_by_staff ON practitioner_hours (staff_id, weekday);
CREATE INDEX absence_by_staff ON absence (staff_id, to_date);
CREATE INDEX undo_step_to_undo ON undo_step (staff_id, id) WHERE undone_utc is null;
CREATE INDEX course_by_closing ON course (closed_on, opened_on, voided);
CREATE INDEX course_by_patient_id ON course (patient_id);
CREATE INDEX patient_term_by_patient ON patient_term (patient_id, term);
CREATE INDEX patient_term_by_term ON patient_term (term, patient_id);
CREATE INDEX waiting_entry_by_patient ON waiting_entry (patient_id);
CREATE INDEX waiting_entry_open ON waiting_entry (since_utc) WHERE state in ('waiting', 'offered');
CREATE INDEX appointment_by_course ON appointment (course_id, start_utc);
CREATE INDEX appointment_by_day ON appointment (local_date, minute);
CREATE INDEX appointment_by_patient ON appointment (patient_id, start_utc);
CREATE INDEX appointment_by_practitioner ON appointment (practitioner_id, start_utc);
CREATE INDEX appointment_by_room ON appointment (room_id, start_utc);
CREATE INDEX appointment_to_come_by_course ON appointment (course_id, local_date, minute) WHERE status in ('booked', 'confirmed');
CREATE INDEX appointment_to_come_by_patient ON appointment (patient_id, local_date, minute) WHERE status in ('booked', 'confirmed');
CREATE INDEX evaluation_by_course ON evaluation (course_id, local_date);
CREATE INDEX evaluation_flagged ON evaluation (course_id, local_date) WHERE red_flag <> 'none';
CREATE INDEX referral_by_closed_on ON referral (closed_on);
CREATE INDEX referral_by_course ON referral (course_id, created_on);
CREATE INDEX referral_by_ended_on ON referral (ended_on);
CREATE INDEX referral_open ON referral (created_on) WHERE status not in ('closed', 'declined_by_patient', 'cancelled');
CREATE INDEX visit_scores ON visit (course_id, local_date, minute, id, nprs, ndi_percent, psfs, rom_degrees, groc, voided);
CREATE INDEX proposal_waiting ON proposal (local_date) WHERE state = 'waiting';
CREATE INDEX draft_by_patient ON draft (patient_id);
CREATE INDEX correction_by_subject ON correction (subject, subject_id);
CREATE INDEX correction_by_course_id ON correction (course_id);
CREATE INDEX advice_decision_by_course ON advice_decision (course_id, id);
CREATE INDEX red_flag_action_by_evaluation ON red_flag_action (evaluation_id);
CREATE INDEX referral_event_by_referral ON referral_event (referral_id, id);
CREATE INDEX referral_letter_by_referral ON referral_letter (referral_id, id);
CREATE INDEX attachment_by_referral ON attachment (referral_id);
CREATE TRIGGER appointment_room_insert before insert on appointment when new.room_id is not null and new.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not new.voided begin select raise(abort, 'acudesk:room_taken') where exists (select 1 from appointment as other where other.room_id = new.room_id and other.start_utc > new.start_utc - 28800 and other.start_utc < new.end_utc and other.end_utc > new.start_utc and other.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not other.voided ); end;
CREATE TRIGGER appointment_room_update before update on appointment when new.room_id is not null and new.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not new.voided and (old.status in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') or old.voided or new.room_id is not old.room_id or new.start_utc <> old.start_utc or new.end_utc <> old.end_utc) begin select raise(abort, 'acudesk:room_taken') where exists (select 1 from appointment as other where other.room_id = new.room_id and other.start_utc > new.start_utc - 28800 and other.start_utc < new.end_utc and other.end_utc > new.start_utc and other.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not other.voided and other.id <> old.id ); end;
CREATE TRIGGER appointment_patient_insert before insert on appointment when new.patient_id is not null and new.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not new.voided begin select raise(abort, 'acudesk:patient_taken') where exists (select 1 from appointment as other where other.patient_id = new.patient_id and other.start_utc > new.start_utc - 28800 and other.start_utc < new.end_utc and other.end_utc > new.start_utc and other.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not other.voided ); end;
CREATE TRIGGER appointment_patient_update before update on appointment when new.patient_id is not null and new.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not new.voided and (old.status in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') or old.voided or new.patient_id is not old.patient_id or new.start_utc <> old.start_utc or new.end_utc <> old.end_utc) begin select raise(abort, 'acudesk:patient_taken') where exists (select 1 from appointment as other where other.patient_id = new.patient_id and other.start_utc > new.start_utc - 28800 and other.start_utc < new.end_utc and other.end_utc > new.start_utc and other.status not in ('cancelled', 'late_cancelled', 'no_show', 'left_unseen') and not other.voided and other.id <> old.id ); end;
CREATE TRIGGER patient_kept before delete on patient begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER course_kept before delete on course begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER evaluation_kept before delete on evaluation begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER visit_kept before delete on visit begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER appointment_kept before delete on appointment begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER referral_kept before delete on referral begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER correction_kept before delete on correction begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER advice_decision_kept before delete on advice_decision begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER red_flag_action_kept before delete on red_flag_action begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER referral_event_kept before delete on referral_event begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER referral_letter_kept before delete on referral_letter begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER attachment_kept before delete on attachment begin select raise(abort, 'acudesk:kept'); end;
CREATE TRIGGER audit_entry_no_update before update on audit_entry begin select raise(abort, 'acudesk:audit'); end;
CREATE TRIGGER audit_entry_no_delete before delete on audit_entry begin select raise(abort, 'acudesk:audit'); end;
CREATE TRIGGER audit_entry_chain before insert on audit_entry when new.id is not (select coalesce(max(id), 0) + 1 from audit_entry) or new.previous_hash is not coalesce((select hash from audit_entry order by id desc limit 1), '') begin select raise(abort, 'acudesk:audit'); end;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('draft',3);
COMMIT;
